"""A sheet on its way back, and what became of each person in it."""

from datetime import timedelta

import pytest
from django.db import connection

from minga.audit.models import Record
from minga.kernel import clock, tenancy
from minga.kernel.refusals import Refused
from minga.people import jobs, operations, queries
from minga.people.models import ChangeSet, ImportBatch, Participation, Person
from minga.people.rules.entry import DocumentEntry, PersonEntry
from tests.people.sheets import everything, sheet

pytestmark = pytest.mark.django_db

# --- the way back


def test_undo_import_leaves_the_base_as_it_was(run, programme, technician, at):
    entry = PersonEntry(
        given_names="Luis", population_group="host", documents=(DocumentEntry("cedula_ec", "1714307103"),)
    )
    operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    before = everything()
    batch = run.apply()
    assert everything() != before
    undone = run.undo(batch)
    assert {table: [_plain(row) for row in rows] for table, rows in everything().items()} == {
        table: [_plain(row) for row in rows] for table, rows in before.items()
    }
    assert (undone.counts["removed"], undone.counts["restored"], undone.counts["left"]) == (2, 1, 0)
    assert run.undo(batch).undone_at == undone.undone_at


def _plain(text):
    """A row without its sealed values, which are sealed anew when a person is saved."""
    import json

    sealed = {"gender_identity", "migratory_condition", "address", "safe_contact_note"}
    return {name: value for name, value in json.loads(text).items() if name not in sealed}


def test_undo_import_keeps_and_lists_whom_somebody_worked_on(run, technician, at):
    batch = run.apply()
    later = at + timedelta(hours=1)
    luis = Person.objects.get(given_names="Luis")
    operations.update_person(person=luis, values={"known_as": "Lucho"}, actor=technician, at=later)
    rosa = Person.objects.get(given_names="Rosa").participations.get()
    operations.close_participation(participation=rosa, end="moved", actor=technician, at=later)
    undone = run.undo(batch, at=later)
    assert set(Person.objects.values_list("given_names", flat=True)) == {"Luis", "Rosa"}
    assert list(undone.rows.filter(is_touched=True).order_by("row_no").values_list("row_no", flat=True)) == [3, 4]
    assert (undone.counts["removed"], undone.counts["left"]) == (1, 2)


def test_after_undo_the_same_file_can_be_imported_again(run, at):
    batch = run.apply()
    run.undo(batch)
    assert Person.objects.count() == 0
    again = run.apply()
    assert again != batch
    assert Person.objects.count() == 3


def test_undo_import_needs_an_applied_batch(run):
    with pytest.raises(Refused) as refused:
        run.undo(run.preview())
    assert refused.value.refusal.code == "not_applied"


def test_change_sets_hold_nothing_readable(run, programme, technician, at):
    entry = PersonEntry(
        given_names="Luis", population_group="host", documents=(DocumentEntry("cedula_ec", "1714307103"),)
    )
    operations.register_person(entry=entry, programme=programme, origin="assisted", actor=technician, at=at)
    run.apply()
    assert ChangeSet.objects.get().before == '{"birth_date": null, "nationality": ""}'
    with connection.cursor() as cursor:
        cursor.execute("SELECT before FROM people_changeset")
        assert b"birth_date" not in bytes(cursor.fetchone()[0])


# --- what became of each person


@pytest.fixture
def only_people(monkeypatch):
    """Outcomes as `people` alone knows them, whatever areas above have registered."""
    monkeypatch.setattr("minga.people.queries.batches._sources", [])


def test_batch_outcomes_count_each_person_once(run, technician, at, only_people):
    batch = run.apply()
    rosa = Person.objects.get(given_names="Rosa").participations.get()
    operations.close_participation(participation=rosa, end="moved", actor=technician, at=at)
    found = {str(each.label): each.count for each in queries.batch_outcomes(batch)}
    assert found == {"Participación abierta": 2, "Se mudó a otra ciudad": 1}


def test_a_higher_area_adds_what_it_knows(run, only_people):
    @queries.outcome_source
    def called(participations):
        return [queries.BatchOutcome("Convocadas", participations.count(), is_parallel=True)]

    assert [str(each.label) for each in queries.batch_outcomes(run.apply())] == ["Participación abierta", "Convocadas"]


def test_a_big_sheet_shows_what_was_counted_and_counts_when_asked(run, technician, at, only_people, monkeypatch):
    batch = run.apply()
    assert [each.count for each in queries.known_outcomes(batch)] == [3]
    monkeypatch.setattr("minga.people.queries.batches.LIVE_ROWS", 1)
    assert queries.known_outcomes(batch) == []
    operations.count_import(batch=batch, actor=technician, at=at)
    rosa = Person.objects.get(given_names="Rosa").participations.get()
    operations.close_participation(participation=rosa, end="moved", actor=technician, at=at)
    batch.refresh_from_db()
    assert [(each.label, each.count) for each in queries.known_outcomes(batch)] == [("Participación abierta", 3)]
    assert batch.counted_at == at
    operations.count_import(batch=batch, actor=technician, at=at)
    assert [each.count for each in queries.known_outcomes(batch)] == [2, 1]


def test_only_who_may_import_counts(run, actor_of, at):
    with pytest.raises(Refused):
        operations.count_import(batch=run.apply(), actor=actor_of("authority"), at=at)


def test_every_night_big_sheets_are_counted(run, only_people, monkeypatch):
    batch = run.apply()
    monkeypatch.setattr("minga.people.queries.batches.LIVE_ROWS", 1)
    ImportBatch.objects.filter(pk=batch.pk).update(applied_at=clock.now())
    jobs.count_big_sheets.func(0)
    tenancy.enter_scope(batch.municipality_id)
    batch.refresh_from_db()
    assert [each.count for each in queries.known_outcomes(batch)] == [3]


def test_the_number_of_statements_does_not_grow_with_the_sheet(run):
    def count(rows):
        with CaptureQueriesContext(connection) as captured:
            run.apply(sheet(rows))
        return len(captured)

    from django.test.utils import CaptureQueriesContext

    few = count([["Ana", f"Paz {chr(97 + n)}", "", "", "01/02/1990", "Perú", ""] for n in range(2)])
    many = count([["Eva", f"Sol {chr(97 + n)}", "", "", "01/02/1990", "Perú", ""] for n in range(20)])
    assert few == many


def test_applying_is_audited_without_values(run):
    run.apply()
    assert list(Record.objects.order_by("pk").values_list("action", flat=True)) == [
        "people.stage_file",
        "people.preview_import",
        "people.apply_import",
    ]
    assert Participation.objects.count() == 3
