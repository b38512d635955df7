"""One transaction round the response, the scope, the guard, refusals and replays."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from minga.access.middleware import LostTransactionError
from minga.access.models import FormReceipt
from minga.kernel.tenancy import scope, scope_of_transaction
from minga.territory.models import Sector

pytestmark = pytest.mark.urls("tests.access.pages")


def names_in(municipality):
    with scope(municipality.pk):
        return list(Sector.objects.order_by("name").values_list("name", flat=True))


@pytest.fixture
def calm_client(client):
    """A client that shows what a browser sees of an error."""
    client.raise_request_exception = False
    return client


def test_what_a_page_writes_is_kept_in_its_municipality(client, manta, quito):
    assert client.get("/manta/escribe/").content == b"written"
    assert names_in(manta) == ["Tarqui"]
    assert names_in(quito) == []
    assert client.get("/quito/cuenta/").content == b"0"


def test_scope_ends_with_the_response(client, manta):
    client.get("/manta/escribe/")
    assert scope_of_transaction() is None


def test_tenant_query_outside_a_municipality_is_an_error(client, manta):
    client.get("/manta/escribe/")  # a scan of an empty table would ask for no scope
    with pytest.raises(DatabaseError, match=r"minga\.municipality|invalid input syntax"):
        client.get("/fuera/")


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("falla", 500),
        ("responde-500", 500),
        ("falta", 404),
        ("niega", 403),
        ("rechaza", 409),
        ("rechaza/?forbidden=1", 403),
    ],
)
def test_nothing_is_kept_when_a_page_fails_or_refuses(calm_client, manta, page, status):
    address = f"/manta/{page}" if "?" in page else f"/manta/{page}/"
    assert calm_client.get(address).status_code == status
    assert names_in(manta) == []


def test_refusal_is_told_in_its_words(client, manta):
    response = client.get("/manta/rechaza/")
    assert "Quedan 0 cupos" in response.content.decode()
    assert "No se guardó ningún cambio" in response.content.decode()


def test_swallowed_database_error_is_not_answered_as_success(client, calm_client, manta):
    assert calm_client.get("/manta/calla/").status_code == 500
    assert names_in(manta) == []
    client.raise_request_exception = True
    with pytest.raises((LostTransactionError, DatabaseError)):
        client.get("/manta/calla/")


def test_error_page_of_a_broken_transaction_asks_the_database_nothing(calm_client, manta):
    response = calm_client.get("/manta/rompe/")
    assert response.status_code == 500
    assert "Algo falló de nuestro lado" in response.content.decode()
    assert connection.needs_rollback is False


def test_template_is_rendered_inside_the_scope(client, manta):
    assert client.get("/manta/tarde/").content == b"[Tarqui]"


def test_stream_that_reads_outside_its_own_scope_is_an_error(client, manta):
    client.get("/manta/escribe/")
    response = client.get("/manta/chorro/")
    with pytest.raises(DatabaseError):
        response.getvalue()


def test_stream_with_its_own_scope_reads(client, manta):
    client.get("/manta/escribe/")
    assert client.get("/manta/chorro-propio/").getvalue() == b"Tarqui"


def test_head_and_options_pass_the_same_guard(client, manta):
    for method in (client.head, client.options):
        assert method("/manta/personas/").status_code == 302
        assert method("/manta/cuenta/").status_code == 200


# --- the guard


def test_page_without_guard_is_refused_to_everybody(client, sign_in, manta):
    assert client.get("/manta/sin-guardia/").status_code == 403
    assert client.get("/sin-guardia/").status_code == 403
    assert sign_in("programme_admin").get("/manta/sin-guardia/").status_code == 403


def test_signed_out_goes_to_sign_in_and_back(client, manta):
    response = client.get("/manta/personas/?q=a")
    assert response.status_code == 302
    assert response["Location"] == "/entrar/?next=/manta/personas/%3Fq%3Da"


ORIGIN = {"HTTP_ORIGIN": "http://testserver"}


def hidden_of(page):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.partition("<main")[2])
    return {name: html.unescape(value) for name, value in found}


def test_what_was_typed_waits_when_the_session_ended(client, sign_in, manta):
    typed = {"given_names": "Ana «la» O'Hara <b>", "_submission": str(uuid.uuid4())}
    answer = client.post("/manta/personas/?q=a", typed, **ORIGIN)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert 'action="/manta/personas/?q=a"' in page
    kept = hidden_of(page)
    assert kept.pop("csrfmiddlewaretoken")
    assert kept == typed


def test_a_form_without_its_token_can_be_sent_again(manta):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/manta/escribe/", {"note": "larga"}, **ORIGIN)
    kept = hidden_of(answer.content.decode())
    assert (answer.status_code, kept["note"]) == (403, "larga")
    assert browser.post("/manta/escribe/", kept, **ORIGIN).content == b"written"


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ({"note": "larga"}, {"HTTP_ORIGIN": "https://otro.example"}),
        ({"note": "larga"}, {}),
        ({"new_password": "secreta"}, ORIGIN),
        ({}, ORIGIN),
    ],
)
def test_words_of_other_sites_and_passwords_never_wait(client, manta, typed, origin):
    assert client.post("/manta/personas/", typed, **origin).status_code == 302
    refused = Client(enforce_csrf_checks=True).post("/manta/escribe/", typed, **origin)
    assert (refused.status_code, hidden_of(refused.content.decode())) == (403, {})


def test_role_without_the_right_is_403_and_with_it_200(sign_in, manta):
    assert sign_in("communication").get("/manta/personas/").status_code == 403
    assert sign_in("technician").get("/manta/personas/").status_code == 200


def test_other_municipality_reads_word_for_word_like_none(sign_in, manta, quito):
    client = sign_in("technician")
    other, none = client.get("/quito/personas/"), client.get("/no-existe/personas/")
    assert other.status_code == none.status_code == 404
    assert without_token(other, "quito") == without_token(none, "no-existe")


def test_account_page_needs_an_account_only(client, sign_in, manta):
    assert client.get("/mi-cuenta/").status_code == 302
    assert sign_in().get("/mi-cuenta/").status_code == 200


# --- replays


def submit(client, name, submission, page="formulario", **fields):
    return client.post(f"/manta/{page}/", {"name": name, "_submission": submission, **fields})


def test_replay_gets_the_first_answer_and_changes_nothing(client, manta):
    submission = str(uuid.uuid4())
    first, second = submit(client, "Tarqui", submission), submit(client, "Otro", submission)
    assert first.status_code == 302
    assert second.status_code == 303
    assert second["Location"] == first["Location"]
    assert names_in(manta) == ["Tarqui"]


def test_form_shown_again_may_come_again_with_the_same_id(client, manta):
    submission = str(uuid.uuid4())
    assert submit(client, "", submission).status_code == 422
    assert submit(client, "Tarqui", submission).status_code == 302
    assert names_in(manta) == ["Tarqui"]


def test_failed_submission_may_come_again(calm_client, manta):
    submission = str(uuid.uuid4())
    assert submit(calm_client, "x", submission, page="falla-una-vez", fail="1").status_code == 500
    assert submit(calm_client, "x", submission, page="falla-una-vez").status_code == 302


def test_refused_submission_leaves_no_receipt(client, manta):
    submission = str(uuid.uuid4())
    for _ in range(2):
        response = client.post("/manta/rechaza/", {"_submission": submission})
        assert response.status_code == 409
    assert not FormReceipt.objects.exists()


def test_same_id_on_another_page_or_account_is_another_submission(client, sign_in, manta, quito):
    submission = str(uuid.uuid4())
    submit(client, "Tarqui", submission)
    client.post("/quito/formulario/", {"name": "Tarqui", "_submission": submission})
    submit(sign_in("technician"), "Los Esteros", submission)
    assert names_in(manta) == ["Los Esteros", "Tarqui"]
    assert names_in(quito) == ["Tarqui"]


def without_token(response, slug):
    """The page without what differs from request to request."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace(f"/{slug}/", "/*/")
