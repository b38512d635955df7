"""A directory out and in again as HSDS 3: nothing lost, everything wrong named with row and column."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.organisations.models import Organisation
from minga.referrals import operations, queries
from minga.referrals.hsds.judging import Judge
from minga.referrals.hsds.reading import UnreadableError, read_package
from minga.referrals.hsds.tables import TABLES
from minga.referrals.hsds.wording import WORDS, file_of, words_for
from minga.referrals.hsds.writing import as_json, as_zip, directory_rows
from minga.referrals.models import Service, ServicePlace
from minga.referrals.operations.directory import FIELDS
from tests.factories.referrals import make_partner, make_service
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(actor_of: Any) -> Any:
    return actor_of("coordinator")


@pytest.fixture
def directory(in_manta: Any) -> list[Service]:
    """Two services of one organisation, one full of everything, and one of another."""
    partner = make_partner(in_manta, name="Fundación Puerto Abierto")
    full = make_service(
        in_manta, organisation=partner, name="Comedor", needs=["food", "other"], eligibility="Familias", minimum_age=18,
        maximum_age=64, documents="Nada", application="Llegar antes de las 10", capacity=120, is_free=False,
        cost="USD 0,50", url="https://ejemplo.org/comedor", description="=Almuerzos", contact="Recepción",
    )  # fmt: skip
    ServicePlace.objects.filter(service=full).update(opens_at="08:00", closes_at="12:30", note="Timbre 2", phone="05")
    line = make_service(
        in_manta, organisation=partner, name="Línea", needs=[], protection=["violence", "other"], phone="1800 000",
    )  # fmt: skip
    return [full, line, make_service(in_manta, name="Albergue", status="temporarily closed")]


def drafts_of(content: bytes) -> list[Any]:
    rows, problems = read_package(content)
    judge = Judge(rows, problems)
    drafts = judge.drafts()
    assert judge.problems == []
    return drafts


def state() -> list[Any]:
    """All that the directory says, without ids."""
    rows = Service.objects.select_related("organisation").order_by("name")
    return [
        (
            row.organisation.name,
            {name: getattr(row, name) for name in FIELDS},
            list(row.places.values_list("name", "address", "phone", "days", "opens_at", "closes_at", "note")),
        )
        for row in rows
    ]


@pytest.mark.parametrize("write", [lambda rows: as_zip(rows, "Prueba"), as_json], ids=["zip", "json"])
def test_out_and_in_again_changes_nothing(in_manta, coordinator, directory, at, write):
    before = state()
    content = write(directory_rows(queries.directory_for_export(coordinator), in_manta))
    done = operations.import_directory(municipality=in_manta, drafts=drafts_of(content), actor=coordinator, at=at)
    assert (done.created, done.updated) == (0, 3)
    assert state() == before
    Service.objects.all().delete()
    Organisation.objects.filter(name="Fundación Puerto Abierto").delete()
    done = operations.import_directory(municipality=in_manta, drafts=drafts_of(content), actor=coordinator, at=at)
    assert (done.created, done.updated) == (3, 0)
    assert state() == before


def test_the_package_has_the_tables_of_the_standard_with_what_they_require(in_manta, coordinator, directory):
    rows = directory_rows(queries.directory_for_export(coordinator), in_manta)
    with zipfile.ZipFile(io.BytesIO(as_zip(rows, "Prueba"))) as package:
        described = json.loads(package.read("datapackage.json"))
        assert [each["path"] for each in described["resources"]] == [table.file for table in TABLES]
        for table in TABLES:
            text = package.read(table.file).decode("utf-8-sig")
            for row in csv.DictReader(io.StringIO(text)):
                assert not [name for name in table.required if not row[name]], table.file
        services = package.read("services.csv").decode("utf-8-sig")
    assert "'=Almuerzos" in services, "a spreadsheet would run it"


def test_export_costs_two_queries_whatever_its_size(in_manta, coordinator, directory, django_assert_num_queries):
    list(queries.directory_for_export(coordinator))
    with django_assert_num_queries(2):
        found = list(queries.directory_for_export(coordinator))
        assert [place for row in found for place in row.places.all()]


def package(**tables: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in tables.items():
            file.writestr(f"{name}.csv", text)
    return content.getvalue()


GOOD = {
    "organizations": "id,name,description\no1,Casa de ejemplo,x\n",
    "services": "id,organization_id,name,status\ns1,o1,Ropero,active\n",
}


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"services": "id,organization_id,name\ns1,o1,Ropero\n"}, ("services.csv", 1, "status", "column_missing")),
        ({"services": "id,organization_id,name,status\ns1,o9,R,active\n"},
         ("services.csv", 2, "organization_id", "no_organization")),
        ({"services": "id,organization_id,name,status\ns1,o1,R,active\ns1,o1,R2,active\n"},
         ("services.csv", 3, "id", "repeated")),
        ({"services": "id,organization_id,name,status\ns1,o1,,abierto\n"}, ("services.csv", 2, "name", "empty")),
        ({"services": "id,organization_id,name,status,minimum_age\ns1,o1,R,active,joven\n"},
         ("services.csv", 2, "minimum_age", "not_an_age")),
        ({"services": "id,organization_id,name,status,minimum_age,maximum_age\ns1,o1,R,active,30,20\n"},
         ("services.csv", 2, "maximum_age", "age_order")),
        ({"services": "id,organization_id,name,status,url\ns1,o1,R,active,javascript:alert(1)\n"},
         ("services.csv", 2, "url", "not_a_url")),
        ({"services": "id,organization_id,name,status,email\ns1,o1,R,active,correo\n"},
         ("services.csv", 2, "email", "not_an_email")),
        ({"service_at_location": "id,service_id,location_id\nx,s1,l9\n"},
         ("service_at_location.csv", 2, "location_id", "no_location")),
        ({"service_at_location": "id,service_id,location_id\nx,s1,l1\n", "locations": "id,location_type,name\nl1,physical,Sala\n",
          "schedules": "id,service_at_location_id,byday,opens_at,closes_at\nh,x,LU,12:00,08:00\n"},
         ("schedules.csv", 2, "byday", "unknown_day")),
    ],
)  # fmt: skip
def test_every_error_names_file_row_and_column(tables, expected):
    rows, problems = read_package(package(**(GOOD | tables)))
    judge = Judge(rows, problems)
    judge.drafts()
    found = [(file_of(each), each.row, each.column, each.code) for each in judge.problems]
    assert expected in found
    assert all(words_for(each) for each in judge.problems)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_package"),
        (b"%PDF-1.7", "not_a_package"),
        (b"PK\x03\x04 damaged", "damaged"),
        (package(organizations="id\n1\n"), "no_services"),
        (b"{}", "no_services"),
        (b"[1]", "no_services"),
        (b"{" * 100_000, "damaged"),
        (b"{" + b" " * 5_000_000, "too_big"),
        (package(services="id\n" + "x" * 45_000_000), "too_big"),
        (package(**{f"t{number}": "" for number in range(100)}), "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_package_is_refused_in_words(content, code):
    with pytest.raises(UnreadableError) as error:
        read_package(content)
    assert error.value.code == code
    assert WORDS[code]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    try:
        rows, problems = read_package(content)
    except UnreadableError:
        return
    Judge(rows, problems).drafts()


def test_importing_needs_the_right_and_something_to_import(in_manta, actor_of, coordinator, at):
    drafts = drafts_of(package(**GOOD))
    with refuses("role_may_not"):
        operations.import_directory(municipality=in_manta, drafts=drafts, actor=actor_of("facilitator"), at=at)
    with refuses("role_may_not"):  # the organisation is not in the registry, and a technician does not add it
        operations.import_directory(municipality=in_manta, drafts=drafts, actor=actor_of("technician"), at=at)
    with refuses("nothing_to_import"):
        operations.import_directory(municipality=in_manta, drafts=[], actor=coordinator, at=at)
    assert not Service.objects.exists()
