"""Pages on people over HTTP: what is typed is kept, what is wrong is said, who may not is refused."""

import html
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.audit.models import Record
from minga.kernel import phones, tenancy
from minga.kernel.ids import uuid7
from minga.people.models import Consent, ContactPoint, ImportBatch, Person
from tests.factories import make_participation, make_person
from tests.people.sheets import ROWS, sheet
from tests.people.test_reading import WRONG

pytestmark = pytest.mark.django_db
HOME = "/manta/personas/"


@pytest.fixture
def technician(sign_in):
    return sign_in("technician")


@pytest.fixture
def person(manta):
    with tenancy.scope(manta.pk):
        person = make_person(manta, given_names="Rosa", surnames="Delgado", address="Calle 3")
        make_participation(person)
    return person


@pytest.fixture
def inside(manta):
    """`inside(function)`: run in the scope of Manta, as reading rows back needs."""

    def run(function):
        with tenancy.scope(manta.pk):
            return function()

    return run


def form_of(answer, **changes):
    """The fields of the (only or largest) form of a page as a browser would send them, with changes."""
    text = answer.content.decode()
    data = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text))
    return {**data, **changes}


def people(inside):
    return inside(lambda: list(Person.objects.order_by("pk")))


# --- registering


def test_registering_gives_a_comprobante_with_code_next_step_and_phone(technician, inside):
    page = technician.get(HOME + "nueva/")
    assert page.status_code == 200
    data = form_of(
        page, given_names="María", population_group="host", origin="assisted", phone="0991234567", has_whatsapp="on"
    )
    answer = technician.post(HOME + "nueva/", data)
    [maria] = people(inside)
    assert (answer.status_code, answer["Location"]) == (303, f"{HOME}{maria.public_id}/comprobante/")
    receipt = technician.get(answer["Location"]).content.decode()
    assert maria.code in receipt
    assert "Le contactaremos a más tardar el" in receipt
    assert phones.shown("052611471") in receipt
    assert "Es gratuito" in receipt
    paper = technician.get(answer["Location"] + "imprimir/").content.decode()
    assert maria.code in paper
    assert "<svg" in paper
    assert inside(lambda: [each.kind for each in maria.contact_points.all()]) == ["phone", "whatsapp"]


def test_registering_twice_with_one_page_registers_one_person(technician, inside):
    data = form_of(technician.get(HOME + "nueva/"), given_names="María", population_group="host", origin="assisted")
    first = technician.post(HOME + "nueva/", data)
    again = technician.post(HOME + "nueva/", {**data, "_submission": str(uuid7())})
    assert first["Location"] == again["Location"]
    assert len(people(inside)) == 1


def test_what_is_wrong_is_said_on_top_and_what_was_typed_is_kept(technician, inside):
    data = form_of(technician.get(HOME + "nueva/"), surnames="Muñoz", origin="assisted", birth_date_day="31")
    data |= {"birth_date_month": "2", "birth_date_year": "1990", "trusted_name": "Eva"}
    answer = technician.post(HOME + "nueva/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "govuk-error-summary" in text
    for words in ("Complete «Nombres».", "Elija una opción en «Grupo de población».", "debe ser una fecha que exista"):
        assert words in text
    assert "Escriba qué se le puede decir a la persona de confianza." in text
    assert 'value="Muñoz"' in text
    assert people(inside) == []


@pytest.mark.parametrize(
    ("again", "asks"),
    [
        ({"given_names": "Otra", "document_kind": "pasaporte", "document_number": "ZZ-99887"}, True),
        ({"given_names": "Rosa", "surnames": "Vera", "phone": "099 123 4567"}, True),
        ({"given_names": "ROSA", "surnames": "vera", "birth_date_day": 2, "birth_date_month": 3}, True),
        ({"given_names": "Pedro", "surnames": "Sol", "phone": "0991234567"}, False),
        ({"given_names": "Rosa", "surnames": "Vera"}, False),
    ],
)
def test_whoever_may_be_registered_already_is_shown_before(technician, inside, again, asks):
    rosa = {"given_names": "Rosa", "surnames": "Vera", "population_group": "host", "origin": "assisted"}
    rosa |= {"birth_date_day": 2, "birth_date_month": 3, "birth_date_year": 1991, "phone": "0991234567"}
    rosa |= {"document_kind": "pasaporte", "document_number": "ZZ99887"}
    technician.post(HOME + "nueva/", form_of(technician.get(HOME + "nueva/"), **rosa))
    [known] = people(inside)
    if "birth_date_day" in again:
        again = again | {"birth_date_year": 1991}
    page = technician.get(HOME + "nueva/")
    data = form_of(page, population_group="host", origin="assisted", **again)
    answer = technician.post(HOME + "nueva/", data)
    assert (answer.status_code, known.code in answer.content.decode()) == ((422, True) if asks else (303, False))
    if asks:
        assert len(people(inside)) == 1
        again_data = form_of(answer, population_group="host", origin="assisted", is_other="on", **again)
        assert technician.post(HOME + "nueva/", again_data).status_code == 303
    assert len(people(inside)) == 2


def test_a_minor_is_refused_in_words(technician, inside):
    data = form_of(
        technician.get(HOME + "nueva/"), given_names="Ana", population_group="host", origin="assisted", age="15"
    )
    answer = technician.post(HOME + "nueva/", data)
    assert (answer.status_code, people(inside)) == (422, [])
    assert "Tiene 15 años. El programa atiende desde los 18 años." in answer.content.decode()


def test_a_cedula_that_fails_its_check_registers_and_warns(technician, inside):
    data = form_of(technician.get(HOME + "nueva/"), given_names="Ana", population_group="host", origin="assisted")
    data |= {"document_kind": "cedula_ec", "document_number": "1714307104"}
    answer = technician.post(HOME + "nueva/", data, follow=True)
    assert "El último dígito de la cédula «1714307104» no coincide" in answer.content.decode()
    assert inside(lambda: Person.objects.get().documents.get().warnings) == ["check_digit"]


# --- one person


def reveal(client, person, *, purpose="contact", text="Cambia de aula", then="", **extra):
    url = f"{HOME}{person.public_id}/completo/"
    data = {"purpose": purpose, "text": text, "next": then, "_submission": str(uuid7())}
    return client.post(url, data, follow=True, **extra)


def test_the_page_of_a_person_masks_numbers_until_asked_and_notes_who_asked(technician, person, manta, inside):
    from minga.kernel.actor import system_actor
    from minga.people import operations
    from minga.people.rules.entry import ContactEntry

    entry = ContactEntry("phone", "+593991234567")
    inside(
        lambda: operations.add_contact_point(
            person=person, entry=entry, actor=system_actor(manta.pk), at=person.registered_at
        )
    )
    page = technician.get(f"{HOME}{person.public_id}/").content.decode()
    assert "Rosa Delgado" in page
    assert "••••••567" in page
    assert "099 123 4567" not in page
    shown = reveal(technician, person).content.decode()
    assert "099 123 4567" in shown
    seen = Record.objects.filter(action="people.reveal_identity", object_public_id=person.public_id)
    assert inside(lambda: [row.purpose for row in seen]) == ["contact: Cambia de aula"]


def test_changing_a_person_keeps_what_was_not_asked(technician, person, inside):
    url = f"{HOME}{person.public_id}/editar/"
    page = reveal(technician, person, purpose="correct", text="", then="editar")
    assert page.redirect_chain == [(url, 303)]
    assert 'value="Calle 3"' in page.content.decode()
    data = form_of(technician.get(url), given_names="Rosa", surnames="Delgado Paz", population_group="destination")
    data |= {"sex": "female", "address": "Calle 4", "nationality": "VE"}
    answer = technician.post(url, data)
    assert answer.status_code == 303
    changed = people(inside)[0]
    assert (changed.name_key, changed.address, changed.code) == ("delgado paz rosa", "Calle 4", person.code)


def test_two_people_change_somebody_and_neither_undoes_the_other(technician, person, inside):
    url = f"{HOME}{person.public_id}/editar/"
    given = {"given_names": "Rosa", "surnames": person.surnames, "population_group": person.population_group}
    given |= {"sex": person.sex, "address": "Calle 3"}
    reveal(technician, person)
    first, second = technician.get(url), technician.get(url)
    data = [{**form_of(page), **given} for page in (first, second)]
    for each in data:
        each["seen"] = html.unescape(each["seen"])
    assert technician.post(url, data[0] | {"surnames": "Loor"}).status_code == 303
    assert technician.post(url, data[1] | {"known_as": "Rosita"}).status_code == 303
    [changed] = people(inside)
    assert (changed.surnames, changed.known_as) == ("Loor", "Rosita")

    third, fourth = technician.get(url), technician.get(url)
    data = [{**form_of(page), **given, "known_as": "Rosita"} for page in (third, fourth)]
    for each in data:
        each["seen"] = html.unescape(each["seen"])
    assert technician.post(url, data[0] | {"surnames": "Vera"}).status_code == 303
    answer = technician.post(url, data[1] | {"surnames": "Mero"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ahora dice: Apellidos: Vera." in page
    assert 'value="Mero"' in page
    again = {**form_of(answer), **given, "known_as": "Rosita", "surnames": "Mero"}
    again["seen"] = html.unescape(again["seen"])
    assert technician.post(url, again).status_code == 303
    assert people(inside)[0].surnames == "Mero"


def test_contacts_consents_and_participation_go_their_way(technician, person, inside):
    base = f"{HOME}{person.public_id}/"

    def send(path, **data):
        answer = technician.post(base + path, {**data, "_submission": str(uuid7())})
        assert answer.status_code == 303, answer.content.decode()

    send("contactos/nuevo/", kind="phone", value="099 123 4567", safe_note="Por la tarde")
    contact = inside(lambda: ContactPoint.objects.get())
    assert inside(lambda: ContactPoint.objects.get().value) == "+593991234567"
    send(f"contactos/{contact.public_id}/cerrar/")
    send("documentos/nuevo/", kind="pasaporte", number="AB123456")
    send("confianza/", name="Eva", phone="0987654321", relationship="prima", may_be_told="Que llame")
    send("autorizaciones/nueva/", purpose="image", how="spoken")
    consent = inside(lambda: Consent.objects.get())
    send(f"autorizaciones/{consent.public_id}/retirar/")
    send("participacion/cerrar/", end="moved", note="")
    send("participacion/abrir/")
    page = technician.get(base).content.decode()
    for words in ("Contactos que ya no sirven", "Pasaporte", "Que llame", "Retirada", "Se mudó a otra ciudad"):
        assert words in page


def test_a_contact_that_cannot_be_used_is_refused_with_what_to_do(technician, person):
    url = f"{HOME}{person.public_id}/contactos/nuevo/"
    answer = technician.post(url, {"kind": "phone", "value": "0412-1234567", "_submission": str(uuid7())})
    assert answer.status_code == 422
    assert "Escríbalo con el código, por ejemplo +58." in answer.content.decode()
    assert 'value="0412-1234567"' in answer.content.decode()


def test_two_people_share_a_household_by_code(technician, person, manta, inside):
    other = inside(lambda: make_person(manta, given_names="Luis", surnames="Paz", code="MAN-0000-0000"))
    url = f"{HOME}{person.public_id}/hogar/"
    wrong = technician.post(url, {"code": "MAN-1234-5678", "_submission": str(uuid7())})
    assert wrong.status_code == 422
    right = technician.post(url, {"code": other.code, "_submission": str(uuid7())})
    assert right.status_code == 303, right.content.decode()
    assert "Luis Paz" in technician.get(f"{HOME}{person.public_id}/").content.decode()


# --- the list


def look_for(client, text, **filters):
    """Send the search form as a browser without scripts does, and follow it."""
    answer = client.post(HOME, {"q": text, **filters})
    assert answer.status_code == 303
    return answer["Location"], client.get(answer["Location"]).content.decode()


def test_the_list_finds_by_name_and_says_when_nobody_matches(technician, person):
    assert "Delgado, Rosa" in look_for(technician, "rosa delg")[1]
    assert "Nadie coincide" in look_for(technician, "zzz")[1]
    assert "Delgado, Rosa" not in technician.get(HOME, {"estado": "closed"}).content.decode()


def test_what_is_looked_for_stands_in_no_address_but_filters_do(technician, person):
    address, page = look_for(technician, "rosa delg", estado="open", grupo="")
    assert "rosa" not in address.lower()
    assert "delg" not in address.lower()
    assert "estado=open" in address
    assert "grupo" not in address
    assert 'value="rosa delg"' in page
    assert "rosa" not in technician.post(HOME, {"q": ""})["Location"]


def test_an_address_with_a_search_says_nothing_to_others_and_asks_to_type_again(technician, person, sign_in):
    address, _page = look_for(technician, "rosa delg")
    page = sign_in("coordinator").get(address).content.decode()
    assert "Esta búsqueda ya no está guardada" in page
    assert "Delgado" not in page


def test_pages_of_a_search_keep_it(technician, person, inside):
    inside(lambda: [make_person(person.municipality, given_names="Eva") for _number in range(51)])
    _address, page = look_for(technician, "eva")
    following = html.unescape(re.search(r'<a href="([^"]+)" rel="next"', page).group(1))
    assert page.count("Eva</a>") == 50
    assert technician.get(following).content.decode().count("Eva</a>") == 1


def test_the_script_gets_the_rows_alone_and_the_address_to_show(technician, person):
    answer = technician.post(HOME, {"q": "rosa delg"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Delgado, Rosa" in page
    assert "<main" not in page
    assert "rosa" not in answer["HX-Push-Url"].lower()
    assert "Delgado, Rosa" in technician.get(answer["HX-Push-Url"]).content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(technician, person, manta, inside):
    def count():
        with CaptureQueriesContext(connection) as captured:
            technician.get(HOME)
        return len(captured)

    technician.get(HOME)
    one = count()
    inside(lambda: [make_participation(make_person(manta)) for _number in range(10)])
    assert count() == one


# --- sheets


def upload(client, content, name="hoja.csv"):
    page = client.get(HOME + "archivos/nuevo/")
    return client.post(HOME + "archivos/nuevo/", form_of(page, file=SimpleUploadedFile(name, content)))


def test_a_sheet_goes_all_its_way_and_back(technician, inside):
    wrong = ["", "Sin Nombre", "", "", "31/02/1990", "Marte", ""]
    answer = upload(technician, sheet([*ROWS, wrong]))
    columns = technician.get(answer["Location"])
    text = columns.content.decode()
    assert "Número de documento" in text
    assert "V-12345678" in text
    mapping = {f"column_{n}": name for n, name in enumerate(_mapped(text))}
    answer = technician.post(answer["Location"], form_of(columns, population_default="", **mapping))
    detail = answer["Location"]
    preview = technician.get(detail).content.decode()
    assert "Todavía no se ha registrado a nadie" in preview
    assert "El día «31/02/1990» no existe" in technician.get(detail, {"resultado": "error"}).content.decode()
    assert people(inside) == []
    technician.post(detail + "aplicar/", {"_submission": str(uuid7())})
    assert len(people(inside)) == 3
    applied = technician.get(detail).content.decode()
    assert "Qué ha sido de cada persona" in applied
    assert "María José" in applied
    technician.post(detail + "deshacer/", {"_submission": str(uuid7())})
    assert people(inside) == []
    assert "se quitaron 3 personas" in technician.get(detail).content.decode()


def _mapped(text):
    """The chosen option of each column's list."""
    lists = re.findall(r'<select name="column_\d+".*?</select>', text, re.DOTALL)
    return [re.search(r'value="([^"]*)" selected', each)[1] for each in lists]


@pytest.mark.parametrize("name", ["html", "declared bomb", "no header", "encrypted", "empty text"])
def test_a_wrong_file_gets_a_clear_answer_on_the_form(technician, inside, name):
    answer = upload(technician, WRONG[name](), "hoja.xlsx")
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    assert inside(lambda: ImportBatch.objects.count()) == 0


def test_the_same_file_again_leads_to_its_page(technician, inside):
    first = upload(technician, sheet())
    again = upload(technician, sheet())
    assert first["Location"] == again["Location"]
    assert inside(lambda: ImportBatch.objects.count()) == 1


def test_a_sheet_with_a_wrong_mapping_is_mapped_again_before_it_is_applied(technician, inside):
    """The same file leads to where its columns can still be changed, and the new mapping is what is applied."""
    columns = technician.get(upload(technician, sheet())["Location"])
    address = columns.request["PATH_INFO"]
    right = {f"column_{n}": name for n, name in enumerate(_mapped(columns.content.decode()))}
    given, surnames = (next(n for n, name in right.items() if name == field) for field in ("given_names", "surnames"))
    wrong = right | {given: "surnames", surnames: "given_names"}
    technician.post(address, form_of(columns, population_default="", **wrong))
    again = technician.get(upload(technician, sheet())["Location"]).content.decode()
    assert "puede cambiar las columnas" in again
    assert f'href="{address}"' in again
    detail = technician.post(address, form_of(technician.get(address), population_default="", **right))["Location"]
    technician.post(f"{detail}aplicar/", form_of(technician.get(detail)))
    names = inside(lambda: set(Person.objects.values_list("given_names", flat=True)))
    assert names == {row[0] for row in ROWS}


def test_a_big_sheet_is_previewed_by_a_job(technician, inside, monkeypatch, manta):
    from minga.people import jobs
    from minga.people.views import imports

    monkeypatch.setattr(imports, "INLINE_ROWS", 2)
    columns = technician.get(upload(technician, sheet())["Location"])
    mapping = {f"column_{n}": name for n, name in enumerate(_mapped(columns.content.decode()))}
    answer = technician.post(columns.request["PATH_INFO"], form_of(columns, population_default="", **mapping))
    assert "En proceso" in technician.get(answer["Location"]).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        [(task, arguments)] = cursor.fetchall()
    arguments = json.loads(arguments)
    assert (task, arguments["step"]) == ("people.run_import", "preview")
    jobs.run_import(**arguments)
    assert "Todavía no se ha registrado a nadie" in technician.get(answer["Location"]).content.decode()
    batch = inside(lambda: ImportBatch.objects.get())
    jobs.run_import(step="apply", municipality_id=manta.pk, batch_id=batch.pk, account_id=None)
    assert "No se pudo continuar" in technician.get(answer["Location"]).content.decode()
    jobs.run_import(**{**arguments, "step": "apply"})
    assert len(people(inside)) == 3
    technician.post(answer["Location"] + "deshacer/", {"_submission": str(uuid7())})
    assert "En proceso" in technician.get(answer["Location"]).content.decode()
    jobs.run_import(**{**arguments, "step": "undo"})
    assert "se quitaron 3 personas" in technician.get(answer["Location"]).content.decode()
    assert people(inside) == []


def test_decisions_on_possible_duplicates(technician, inside, manta):
    inside(lambda: make_person(manta, given_names="Rosa", surnames="Quispe", birth_date=date(1985, 12, 12)))
    columns = technician.get(upload(technician, sheet())["Location"])
    mapping = {f"column_{n}": name for n, name in enumerate(_mapped(columns.content.decode()))}
    detail = technician.post(columns.request["PATH_INFO"], form_of(columns, population_default="", **mapping))[
        "Location"
    ]
    page = technician.get(detail, {"resultado": "possible"}).content.decode()
    assert "Mismo nombre y fecha de nacimiento que" in page
    technician.post(detail + "decidir/", {"row_4": "new", "_submission": str(uuid7())})
    technician.post(detail + "aplicar/", {"_submission": str(uuid7())})
    assert len(people(inside)) == 4


def test_a_sheet_of_which_nothing_can_be_registered_offers_no_apply(technician):
    wrong = sheet([[*row[:4], "32/13/1990", *row[5:]] for row in ROWS])
    columns = technician.get(upload(technician, wrong)["Location"])
    mapping = {f"column_{n}": name for n, name in enumerate(_mapped(columns.content.decode()))}
    answer = technician.post(columns.request["PATH_INFO"], form_of(columns, population_default="", **mapping))
    page = technician.get(answer["Location"]).content.decode()
    assert "Ninguna fila se puede registrar" in page
    assert "/aplicar/" not in page


# --- who may


ADDRESSES = ("", "nueva/", "archivos/", "archivos/nuevo/")


@pytest.mark.parametrize(
    "role", ["facilitator", "authority", "adviser", "donor_viewer", "communication", "programme_admin"]
)
def test_roles_without_people_are_refused_every_page(sign_in, person, role):
    client = sign_in(role)
    for address in (
        *ADDRESSES,
        f"{person.public_id}/",
        f"{person.public_id}/completo/",
        f"{person.public_id}/comprobante/",
    ):
        answer = client.get(HOME + address)
        assert answer.status_code == 403, address
        assert "Delgado" not in answer.content.decode()


def test_a_person_of_another_municipality_does_not_exist(sign_in, person, quito):
    client = sign_in("technician", municipality=quito)
    assert client.get(f"/quito/personas/{person.public_id}/").status_code == 404
    assert client.get(f"{HOME}{person.public_id}/").status_code == 404


def test_a_case_worker_may_not_import(sign_in, person):
    client = sign_in("case_worker")
    assert client.get(HOME).status_code == 200
    assert client.get(HOME + "archivos/").status_code == 403


def test_no_page_shows_a_raw_component(technician, person):
    upload(technician, sheet())
    for address in (
        *ADDRESSES,
        f"{person.public_id}/",
        f"{person.public_id}/editar/",
        f"{person.public_id}/comprobante/imprimir/",
    ):
        text = technician.get(HOME + address).content.decode()
        assert "<c-" not in text, address
        assert "{%" not in text, address
