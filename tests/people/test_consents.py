"""Permissions: what they need to count, whom they cover, and that taking one back holds everywhere at once (SEC-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minga.audit.models import Record
from minga.messaging import operations as messaging
from minga.messaging.models import Message
from minga.organisations.models import Organisation
from minga.people import consent_texts, operations
from minga.people.models import ContactPoint
from minga.people.queries import consents
from minga.people.rules import consent as rules
from tests.factories.people import make_person
from tests.refusals import refuses


@pytest.fixture
def technician(actor_of):
    return actor_of("technician")


@pytest.fixture
def person(in_manta):
    return make_person(in_manta)


@pytest.fixture
def give(person, technician, at):
    def make(**given):
        known = {"purpose": "image", "text_version": consent_texts.VERSIONS[-1], "how": "spoken"} | given
        return operations.record_consent(**({"person": person, "actor": technician, "at": at} | known))

    return make


def test_sharing_counts_only_for_the_partner_it_was_given_for(give, person, at):
    first, second = (Organisation.objects.create(name=name, kind="ngo") for name in ("Primera", "Segunda"))
    give(purpose="share_partner", partner=first)
    assert consents.holds(person, "share_partner", partner=first, at=at)
    assert not consents.holds(person, "share_partner", partner=second, at=at)
    assert not consents.holds(person, "share_partner", at=at)
    with refuses("partner_needed"):
        give(purpose="share_partner")
    with refuses("partner_not_for_this"):
        give(purpose="image", partner=first)


def test_a_consent_on_every_channel_covers_each_and_one_channel_only_itself(give, person, at):
    give(purpose="messages", channel="sms")
    assert consents.holds(person, "messages", channel="sms", at=at)
    assert not consents.holds(person, "messages", channel="email", at=at)
    give(purpose="messages")
    assert consents.holds(person, "messages", channel="email", at=at)


def test_it_holds_from_when_it_was_given_until_it_is_taken_back(
    give, person, technician, at, django_assert_num_queries
):
    consent = give()
    later = at + timedelta(hours=1)
    operations.withdraw_consent(consent=consent, actor=technician, at=later, how="phone")
    assert not consents.holds(person, "image", at=at - timedelta(seconds=1))
    assert consents.holds(person, "image", at=at)
    with django_assert_num_queries(1):
        assert not consents.holds(person, "image", at=later)
    assert (consent.withdrawn_how, consent.withdrawn_at) == ("phone", later)


def test_taking_messages_back_stops_what_waits_to_be_sent(give, person, in_manta, technician, system, at):
    consent = give(purpose="messages")
    point = ContactPoint.objects.create(municipality=in_manta, person=person, kind="email", value="rosa@example.org")
    message = messaging.enqueue(
        person=person, contact_point=point, channel="email", purpose="invitation", about=person.public_id,
        subject="s", body="b", dedupe_key="one", actor=system, at=at,
    )  # fmt: skip
    operations.withdraw_consent(consent=consent, actor=technician, at=at)
    message = Message.objects.get(pk=message.pk)
    assert (message.state, message.detail) == ("failed", "consent_withdrawn")


def test_a_thumbprint_needs_a_witness_and_the_text_must_be_one_of_ours(give):
    with refuses("witness_needed"):
        give(how="thumbprint")
    with refuses("unknown_text"):
        give(text_version="2019-01")
    kept = give(how="thumbprint", evidence=operations.Evidence(witness="Marta Loor"))
    kept.refresh_from_db()
    assert kept.witness == "Marta Loor"


def test_a_representative_gives_it_for_a_child(give, person, at):
    person.birth_date = date(2012, 11, 22)  # 13 years old
    with refuses("representative_needed"):
        give()
    assert give(evidence=operations.Evidence(representative="Eva Delgado, madre")).representative


@pytest.mark.parametrize(
    ("birth_date", "needed"),
    [(date(2011, 11, 22), True), (date(2011, 11, 21), False), (None, False)],
)
def test_own_consent_begins_on_the_birthday(birth_date, needed):
    assert rules.needs_representative(birth_date, on=date(2026, 11, 21), own_consent_age=15) is needed


def test_new_words_are_a_new_version():
    assert consent_texts.digest_in_force() == DIGEST, "new words: a new version, and its digest here"


DIGEST = "c497014d6818413827041286ce8f383a5417ac1bf7ccd68372f8d7fd3a68f6b7"


def test_the_scanned_sheet_is_cleaned_kept_sealed_and_handed_out_as_a_file(manta, sign_in, at):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    from minga.kernel.ids import uuid7
    from minga.kernel.tenancy import scope

    with scope(manta.pk):
        person = make_person(manta)
    client = sign_in("technician")
    picture = BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    base = f"/manta/personas/{person.public_id}/autorizaciones/"
    sent = {"purpose": "image", "how": "signed"}
    web_page = SimpleUploadedFile("hoja.png", b"<html>no</html>")
    refused = client.post(f"{base}nueva/", sent | {"scan": web_page, "_submission": str(uuid7())})
    assert refused.status_code == 422
    kept = SimpleUploadedFile("hoja.png", picture.getvalue())
    assert client.post(f"{base}nueva/", sent | {"scan": kept, "_submission": str(uuid7())}).status_code == 303
    with scope(manta.pk):
        consent = person.consents.get()
    answer = client.get(f"{base}{consent.public_id}/hoja/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\x89PNG")
    with scope(manta.pk):
        assert Record.objects.filter(action="people.read_evidence", object_public_id=consent.public_id).exists()
