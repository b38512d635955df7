"""Pages of screening over HTTP: whole journeys, refusals, and what each role may open."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from minga.kernel.tenancy import scope
from minga.people.models import Person
from minga.screening import operations
from minga.screening.data.build_default import default_workbook
from minga.screening.jobs import evaluate_all, evaluate_range
from minga.screening.models import AnswerEnvelope, Assessment, InstrumentVersion, Submission, TalkWish
from minga.screening.operations import Interview, record_interviews
from tests.factories import make_person
from tests.screening.changed_workbook import default_with
from tests.screening.conftest import ROSA
from tests.screening.test_workbook import workbook

pytestmark = pytest.mark.django_db
ROOT = "/manta/focalizacion/"


@pytest.fixture
def valued(version, rosa, system, at):
    """Rosa's interview, finished and valued."""
    record_interviews(interviews=[Interview(rosa, ROSA)], version=version, actor=system, at=at)
    return Assessment.objects.get()


def text(response):
    """The page as text: spaces as one, and without the places where a long word may break."""
    return re.sub(r"\s+", " ", response.content.decode().replace("<wbr>", ""))


def fields_of(answers):
    """Answers as a browser sends them: several values for several choices."""
    return {name: value.split() if isinstance(value, str) else value for name, value in answers.items()}


def test_no_page_shows_a_raw_component(sign_in, valued, version, rosa):
    client = sign_in("technician", "case_worker", "programme_admin")
    submission = valued.submission.public_id
    pages = [
        ROOT,
        f"{ROOT}valoracion/{valued.public_id}/",
        f"{ROOT}entrevista/{submission}/",
        f"{ROOT}persona/{rosa.public_id}/entrevista/",
        f"{ROOT}en-privado/",
        f"{ROOT}instrumento/",
        f"{ROOT}instrumento/nueva-version/",
        f"{ROOT}instrumento/{version.public_id}/ficha/",
        f"{ROOT}registro/",
        f"{ROOT}registro/continuar/",
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert "<c-" not in response.content.decode(), page


def test_an_assisted_interview_page_by_page(sign_in, version, rosa, in_manta):
    client = sign_in("technician")
    began = client.post(f"{ROOT}persona/{rosa.public_id}/entrevista/", {"code": ""})
    assert began.status_code == 303
    interview = began["Location"]
    # What the record holds is not asked: the identity page is not even listed.
    assert "Sus datos" not in text(client.get(interview))
    # A page that asks for more once it knows: dependants opens the question on children.
    page = f"{interview}pagina/household/"
    first = {n: ROSA[n] for n in ("household_size", "dependants", "head_of_household", "care_hours", "gender_identity")}
    again = client.post(page, first)
    assert (again.status_code, again["Location"]) == (303, page)
    assert "vendrían con usted a clase" in text(client.get(page))
    assert client.post(page, {**first, "children_to_bring": "1"})["Location"].endswith("/needs_group/")
    for code in (
        "residence",
        "needs_group",
        "functioning",
        "papers",
        "studies",
        "work",
        "work",
        "taking_part",
        "taking_part",
        "closing",
    ):
        response = client.post(f"{interview}pagina/{code}/", fields_of(ROSA))
        assert response.status_code == 303, (code, text(response))
    finished = client.post(f"{interview}terminar/")
    assert "/valoracion/" in finished["Location"]
    with scope(in_manta.pk):
        assert Assessment.objects.get().advised_component == "business"
    assert "desarrollo empresarial" in text(client.get(finished["Location"]))


def test_a_page_with_mistakes_names_each_and_keeps_what_was_typed(sign_in, version, rosa):
    client = sign_in("technician")
    interview = client.post(f"{ROOT}persona/{rosa.public_id}/entrevista/", {"code": ""})["Location"]
    response = client.post(f"{interview}pagina/household/", {"household_size": "cuatro", "dependants": "99"})
    assert response.status_code == 422
    shown = text(response)
    assert "Escriba solo un número en «¿Cuántas personas viven en su hogar" in shown
    assert "Escriba un número entre 0 y 30." in shown
    assert "Responda «¿Quién sostiene su hogar?»." in shown
    assert 'value="cuatro"' in shown


def test_finishing_too_early_leads_to_the_page_where_something_is_missing(sign_in, version, rosa):
    client = sign_in("technician")
    interview = client.post(f"{ROOT}persona/{rosa.public_id}/entrevista/", {"code": ""})["Location"]
    response = client.post(f"{interview}terminar/")
    assert response["Location"].endswith("/pagina/residence/")


def test_a_paper_form_is_typed_in_under_its_own_code(sign_in, version, rosa, in_manta):
    client = sign_in("technician")
    printed = text(client.get(f"{ROOT}instrumento/{version.public_id}/ficha/"))
    code = re.search(r"MAN-[0-9A-Z-]{14}", printed).group()
    interview = client.post(f"{ROOT}persona/{rosa.public_id}/entrevista/", {"code": code.lower()})["Location"]
    again = client.post(f"{ROOT}persona/{rosa.public_id}/entrevista/", {"code": code})["Location"]
    assert interview == again
    with scope(in_manta.pk):
        assert (Submission.objects.get().channel, Submission.objects.get().code) == ("paper", code)
    assert client.post(f"{ROOT}persona/{rosa.public_id}/entrevista/", {"code": code[:-1]}).status_code == 422


IDENTITY = {
    "given_names": "Yorgelis",
    "surnames": "Fernández",
    "birth_date_day": "3",
    "birth_date_month": "mayo",
    "birth_date_year": "1994",
    "population_group": "mobility",
    "nationality": "VE",
    "sex": "female",
    "document_kind": "pasaporte",
    "document_number": "149876543",
    "phone": "0991234567",
    "residence_country_since_month": "3",
    "residence_country_since_year": "2022",
    "residence_zone_since": "2026-08-05",
}


def answer_all(client, url, answers):
    """Answer one question after the other, as a browser without JavaScript does; gives the last address."""
    for _ in range(80):
        if "/pregunta/" not in url:
            return url
        name = url.rstrip("/").rsplit("/", 1)[1]
        given = {key: value for key, value in answers.items() if key == name or key.startswith(f"{name}_")}
        response = client.post(
            url,
            fields_of({k: v for k, v in given.items() if k == name}) | {k: v for k, v in given.items() if k != name},
        )
        assert response.status_code == 303, (name, text(response))
        url = response["Location"]
    raise AssertionError("no end")


def test_self_registration_one_question_a_page(client, version, in_manta):
    began = client.post(f"{ROOT}registro/")
    review = answer_all(client, began["Location"], IDENTITY | ROSA)
    assert review.endswith("/registro/revisar/")
    shown = text(client.get(review))
    assert "Yorgelis" in shown
    assert "5 de agosto de 2026" in shown
    assert client.post(review)["Location"].endswith("/registro/listo/")
    done = text(client.get(f"{ROOT}registro/listo/"))
    with scope(in_manta.pk):
        person = Person.objects.get()
        assert (str(person), person.origin, person.birth_date) == ("Yorgelis Fernández", "self", date(1994, 5, 3))
        assert person.arrived_country_on == date(2022, 3, 1)
        assert person.population_group == "destination"
        assert [(point.kind, point.value) for point in person.contact_points.all()] == [
            ("whatsapp", "+593991234567"), ("phone", "+593991234567"),
        ]  # fmt: skip
        assert person.documents.get().number == "149876543"
        assert person.participations.count() == 1
        assessment = Assessment.objects.get()
        assert assessment.gates["training"] == {"outcome": "not_yet", "opens_on": "2027-02-05"}
        stored = " ".join(envelope.answers for envelope in AnswerEnvelope.objects.all())
        assert "Yorgelis" not in stored
        assert "149876543" not in stored
    assert person.code in done
    assert "Es gratuito" in done


def test_sending_twice_registers_once(client, version, in_manta):
    answer_all(client, client.post(f"{ROOT}registro/")["Location"], IDENTITY | ROSA)
    client.post(f"{ROOT}registro/revisar/")
    client.post(f"{ROOT}registro/revisar/")
    with scope(in_manta.pk):
        assert Person.objects.count() == 1
        assert Assessment.objects.count() == 1


def test_self_registration_is_taken_up_by_code_on_another_phone(client, version, in_manta, django_user_model):
    first = client.post(f"{ROOT}registro/")["Location"]
    following = client.post(first, {"given_names": "Ana"})["Location"]
    saved = client.post(following, {"surnames": "Loor", "later": "1"})
    assert saved["Location"].endswith("/registro/guardado/")
    with scope(in_manta.pk):
        code = Submission.objects.get().code
    assert code in text(client.get(saved["Location"]))
    client.post(f"{ROOT}registro/salir/")
    assert client.get(following)["Location"].endswith("/registro/")
    typed = code.lower().replace("-", " ").replace("man ", "man-")
    resumed = client.post(f"{ROOT}registro/continuar/", {"code": typed})
    assert resumed["Location"].endswith("/pregunta/birth_date/")
    assert client.post(f"{ROOT}registro/continuar/", {"code": "MAN-0000-0000-0000"}).status_code == 422


def test_a_registration_opens_again_only_with_the_birth_year_and_shows_nothing_said_before(client, version, in_manta):
    first = client.post(f"{ROOT}registro/")["Location"]
    following = client.post(first, {"given_names": "Yorgelis"})["Location"]
    following = client.post(following, {"surnames": "Loor"})["Location"]
    born = {"birth_date_day": "4", "birth_date_month": "5", "birth_date_year": "1993"}
    client.post(following, born)
    with scope(in_manta.pk):
        code = Submission.objects.get().code
    client.post(f"{ROOT}registro/salir/")
    for year in ("", "1994"):
        wrong = client.post(f"{ROOT}registro/continuar/", {"code": code, "birth_year": year})
        assert wrong.status_code == 422
        assert "esos datos" in text(wrong), "a wrong year reads like a wrong code"
    opened = client.post(f"{ROOT}registro/continuar/", {"code": code, "birth_year": "1993"})
    assert opened.status_code == 303
    review = f"{ROOT}registro/revisar/"
    assert client.get(f"{ROOT}registro/pregunta/given_names/")["Location"] == review
    shown = text(client.get(review))
    assert "Yorgelis" not in shown and "1993" not in shown and "guardado" in shown


def test_the_birth_year_cannot_be_tried_out(client, version, in_manta):
    first = client.post(f"{ROOT}registro/")["Location"]
    following = client.post(first, {"given_names": "Ana"})["Location"]
    following = client.post(following, {"surnames": "Loor"})["Location"]
    client.post(following, {"birth_date_day": "4", "birth_date_month": "5", "birth_date_year": "1993"})
    with scope(in_manta.pk):
        code = Submission.objects.get().code
    for year in range(1980, 1985):
        client.post(f"{ROOT}registro/continuar/", {"code": code, "birth_year": str(year)})
    assert client.post(f"{ROOT}registro/continuar/", {"code": code, "birth_year": "1993"}).status_code == 422


def test_self_registration_under_age_is_told_and_nothing_is_written(client, version, in_manta):
    answers = IDENTITY | ROSA | {"birth_date_year": "2015"}
    review = answer_all(client, client.post(f"{ROOT}registro/")["Location"], answers)
    response = client.post(review)
    assert response.status_code == 422
    assert "11 años" in text(response)
    with scope(in_manta.pk):
        assert not Person.objects.exists()
        assert Submission.objects.get().finished_at is None


def test_self_registration_shows_skip_logic_and_refuses_a_wrong_phone(client, version):
    base = f"{ROOT}registro/pregunta/"
    client.post(f"{ROOT}registro/")
    client.post(f"{base}population_group/", {"population_group": "host"})
    assert client.get(f"{base}migratory_condition/").status_code == 404
    response = client.post(f"{base}phone/", {"phone": "12345"})
    assert response.status_code == 422
    assert "Escriba el número completo" in text(response)


def test_a_finished_registration_is_not_shown_again_by_its_code(client, version, in_manta):
    answer_all(client, client.post(f"{ROOT}registro/")["Location"], IDENTITY | ROSA)
    client.post(f"{ROOT}registro/revisar/")
    with scope(in_manta.pk):
        code = Submission.objects.get().code
    assert client.post(f"{ROOT}registro/continuar/", {"code": code}).status_code == 422
    assert client.get(f"{ROOT}registro/pregunta/given_names/").status_code == 303


def test_an_urgent_need_is_answered_at_once(client, version):
    answer_all(client, client.post(f"{ROOT}registro/")["Location"], IDENTITY | ROSA | {"urgent_need": "danger"})
    client.post(f"{ROOT}registro/revisar/")
    assert "911" in text(client.get(f"{ROOT}registro/listo/"))


def test_self_registration_without_an_instrument_says_where_to_go(client, manta):
    assert "Llame o acérquese a la oficina" in text(client.get(f"{ROOT}registro/"))
    assert client.post(f"{ROOT}registro/").status_code == 409


def test_an_assessment_is_explained_and_confirmed(sign_in, valued, in_manta):
    client = sign_in("technician")
    page = f"{ROOT}valoracion/{valued.public_id}/"
    shown = text(client.get(page))
    assert (
        "Nos dijo que quiere empezar un negocio o hacer crecer el que tiene. Por eso le proponemos: la ruta de negocio."
        in shown
    )
    assert "Cumple los requisitos de la capacitación." in shown
    assert "Nos dijo que en su hogar falta comida." in shown
    assert "¿Desde cuándo vive en esta ciudad o cantón?" in shown
    assert "1 de febrero de 2024" in shown
    assert client.post(f"{page}confirmar/").status_code == 303
    with scope(in_manta.pk):
        assert Assessment.objects.get().state == "confirmed"
    assert "Rosa" not in text(client.get(ROOT)).split("<main")[1]


def test_an_advice_is_changed_only_with_a_reason(sign_in, valued, in_manta):
    client = sign_in("technician")
    page = f"{ROOT}valoracion/{valued.public_id}/cambiar/"
    short = client.post(page, {"component": "employment", "reason": "no"})
    assert short.status_code == 422
    assert "Escriba por qué cambia la valoración" in text(short)
    reason = "Cerró el negocio el mes pasado."
    assert client.post(page, {"component": "employment", "reason": reason}).status_code == 303
    assert reason in text(client.get(f"{ROOT}valoracion/{valued.public_id}/"))


def test_not_yet_shows_the_day(sign_in, version, in_manta, system, at):
    person = make_person(in_manta, resides_zone_since=date(2026, 8, 5))
    record_interviews(interviews=[Interview(person, ROSA)], version=version, actor=system, at=at)
    assessment = Assessment.objects.get()
    shown = text(sign_in("technician").get(f"{ROOT}valoracion/{assessment.public_id}/"))
    assert "Aún no" in shown
    assert "Podrá entrar a la capacitación desde el 5 de febrero de 2027." in shown


def test_the_instrument_shows_the_six_months_and_every_rule(sign_in, version):
    shown = text(sign_in("adviser").get(f"{ROOT}instrumento/"))
    assert "Meses de residencia en la zona que se piden" in shown
    assert "months-between(${residence_zone_since}, today()) &gt;= ${residence_months_min}" in shown
    assert "Remisión de casos - necesidades básicas insatisfechas" in shown


def test_the_instrument_warns_above_thirty_per_cent(sign_in, version, in_manta, system, at):
    rows = [Interview(make_person(in_manta), ROSA | {"wants_referral": wish}) for wish in ("yes", "yes", "no")]
    record_interviews(interviews=rows, version=version, actor=system, at=at)
    shown = text(sign_in("technician").get(f"{ROOT}instrumento/"))
    assert "Son 2 de 3, más del 30 %." in shown


def upload(content, name="libro.xlsx"):
    return {"workbook": SimpleUploadedFile(name, content), "note": "Acordado con el equipo."}


def test_a_workbook_with_errors_is_listed_row_by_row(sign_in, version, in_manta):
    client = sign_in("programme_admin")
    response = client.post(f"{ROOT}instrumento/nueva-version/", upload(workbook([("text", "a", "A", "${nadie} = 1")])))
    assert response.status_code == 422
    assert "Nombra a «nadie», que no es una pregunta ni un parámetro." in text(response)
    with scope(in_manta.pk):
        assert InstrumentVersion.objects.count() == 1


@pytest.mark.parametrize("content", [b"<html></html>", b"", b"PK\x03\x04"])
def test_what_is_no_workbook_is_said_to_be_none(sign_in, version, content):
    response = sign_in("programme_admin").post(f"{ROOT}instrumento/nueva-version/", upload(content))
    assert response.status_code == 422


def test_a_new_version_is_uploaded_read_and_published(sign_in, version, in_manta):
    client = sign_in("programme_admin")
    book = client.get(f"{ROOT}instrumento/{version.public_id}/libro.xlsx")
    assert book.content == default_workbook()
    changed = default_with("parameters", {"residence_months_min": {"value": "3"}})
    page = client.post(f"{ROOT}instrumento/nueva-version/", upload(changed))["Location"]
    assert "Sin publicar" in text(client.get(page))
    client.post(f"{page}publicar/")
    assert "En uso" in text(client.get(page))
    with scope(in_manta.pk):
        assert InstrumentVersion.objects.filter(published_at__isnull=False).count() == 2


def test_publishing_asks_for_everybody_to_be_valued_again(sign_in, valued, in_manta):
    client = sign_in("programme_admin")
    changed = default_with("parameters", {"residence_months_min": {"value": "48"}})
    page = client.post(f"{ROOT}instrumento/nueva-version/", upload(changed))["Location"]
    client.post(f"{page}publicar/")
    evaluate_all(municipality_id=in_manta.pk)
    for job in ProcrastinateJob.objects.filter(task_name="screening.evaluate_range"):
        evaluate_range(**job.args)
    with scope(in_manta.pk):
        assert Assessment.objects.get(is_current=True).gates["training"]["outcome"] == "not_yet"


@pytest.mark.parametrize(
    ("role", "page", "status"),
    [
        ("technician", "", 200),
        ("facilitator", "", 403),
        ("authority", "", 403),
        ("communication", "valoracion/{assessment}/", 403),
        ("facilitator", "entrevista/{submission}/", 403),
        ("case_worker", "entrevista/{submission}/", 200),
        ("case_worker", "valoracion/{assessment}/confirmar/", 403),
        ("technician", "en-privado/", 403),
        ("case_worker", "en-privado/", 200),
        ("technician", "instrumento/nueva-version/", 403),
        ("adviser", "instrumento/", 200),
        ("donor_viewer", "instrumento/", 403),
        ("programme_admin", "instrumento/nueva-version/", 200),
    ],
)
def test_pages_by_role(sign_in, valued, role, page, status):
    address = ROOT + page.format(assessment=valued.public_id, submission=valued.submission.public_id)
    assert sign_in(role).get(address).status_code == status


def test_another_municipality_gets_nothing(sign_in, valued, quito, in_manta):
    client = sign_in("technician", municipality=quito)
    assert client.get(f"{ROOT}valoracion/{valued.public_id}/").status_code == 404
    assert client.get(f"/quito/focalizacion/valoracion/{valued.public_id}/").status_code == 404


def test_the_wish_to_talk_reaches_the_case_worker_only(sign_in, valued):
    answers = f"{ROOT}entrevista/{valued.submission.public_id}/"
    assert "hablar en privado" not in text(sign_in("technician").get(answers))
    client = sign_in("case_worker")
    assert "Rosa Delgado" in text(client.get(f"{ROOT}en-privado/"))
    with scope(valued.municipality_id):
        wish = TalkWish.objects.get()
    client.post(f"{ROOT}en-privado/{wish.public_id}/atendido/")
    assert "Nadie espera ahora" in text(client.get(f"{ROOT}en-privado/"))


def test_pending_list_costs_the_same_queries_for_more_people(
    sign_in, version, in_manta, system, at, django_assert_max_num_queries
):
    rows = [Interview(make_person(in_manta), ROSA) for _ in range(60)]
    operations.record_interviews(interviews=rows, version=version, actor=system, at=at)
    client = sign_in("technician")
    with django_assert_max_num_queries(24):
        response = client.get(ROOT)
    assert response.content.decode().count("/valoracion/") == 50


@pytest.mark.parametrize(("role", "offered"), [("technician", True), ("case_worker", False)])
def test_bringing_interviews_is_offered_to_whoever_may(sign_in, manta, role, offered):
    page = sign_in(role).get(ROOT).content.decode()
    assert (f"{ROOT}importar/" in page) is offered
