"""Complaints: anonymous, answered to whoever has the code, unread by the team of the city (ACC-4)."""

from __future__ import annotations

import pytest

from minga.audit.models import Record
from minga.feedback import operations, queries
from minga.feedback.models import Complaint
from minga.kernel.ids import uuid7
from minga.kernel.rights import ALL_STAFF
from minga.kernel.tenancy import scope
from tests.refusals import refuses

HOME = "/manta/quejas/"


def test_somebody_complains_without_a_name_and_reads_the_answer_with_the_code(client, manta, sign_in, actor_of, at):
    answer = client.post(HOME, {"kind": "treatment", "words": "Me gritaron", "_submission": str(uuid7())})
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    with scope(manta.pk):
        row = Complaint.objects.get()
        assert (row.words, row.name, row.reply_to) == ("Me gritaron", "", "")
    assert row.code in page
    assert "Me gritaron" not in page
    delegate = sign_in("programme_admin")
    url = f"{HOME}bandeja/{row.public_id}/"
    assert "Me gritaron" in delegate.get(url).content.decode()
    sent = {"decision": "founded", "answer": "Pedimos disculpas", "change": "Otro turno", "_submission": str(uuid7())}
    assert delegate.post(f"{url}responder/", sent).status_code == 303
    delegate.logout()
    found = client.post(f"{HOME}seguir/", {"code": row.code.lower(), "_submission": str(uuid7())})
    page = client.get(found["Location"]).content.decode()
    assert "Pedimos disculpas" in page
    assert "Otro turno" not in page


def test_the_team_of_the_city_does_not_read_it(sign_in, manta, at):
    with scope(manta.pk):
        row = operations.send_complaint(municipality=manta, kind="charged", words="Me cobraron", at=at)
    for role in ALL_STAFF:
        status = sign_in(role).get(f"{HOME}bandeja/{row.public_id}/").status_code
        assert status == (200 if role == "programme_admin" else 403), role


def test_nothing_tells_who_wrote_it_even_signed_in(sign_in, manta):
    sign_in("technician").post(HOME, {"kind": "idea", "words": "Más sillas", "_submission": str(uuid7())})
    with scope(manta.pk):
        record = Record.objects.get(action="feedback.send_complaint")
    assert (record.account_id, record.actor_label, record.role) == (None, "", "public")


def test_an_empty_complaint_is_mended_with_what_was_typed(client, manta):
    answer = client.post(HOME, {"kind": "idea", "words": "", "name": "Eva", "_submission": str(uuid7())})
    assert answer.status_code == 422
    assert 'value="Eva"' in answer.content.decode()


def test_an_answer_is_given_once_and_needs_words(in_manta, actor_of, at):
    row = operations.send_complaint(municipality=in_manta, kind="idea", words="x", at=at)
    delegate = actor_of("programme_admin")
    given = {"complaint": row, "decision": "changed", "change": "", "actor": delegate, "at": at}
    with refuses("answer_needed"):
        operations.answer_complaint(**given, answer=" ")
    operations.answer_complaint(**given, answer="Sí")
    with refuses("answered"):
        operations.answer_complaint(**given, answer="No")
    with refuses("role_may_not"):
        operations.answer_complaint(**(given | {"actor": actor_of("coordinator")}), answer="No")


@pytest.mark.parametrize("typed", ["", "MAN-0000-0000", "no es un código"])
def test_a_wrong_code_finds_nothing(in_manta, typed):
    assert queries.followed(typed, in_manta) is None
