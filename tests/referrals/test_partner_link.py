"""A partner answers by link, without an account: previews, second device, replays, codes, expiry, new links."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from minga.access.limits import LIMITS, Limit
from minga.access.models import AccessToken
from minga.audit.models import Record
from minga.kernel import clock, tenancy
from minga.kernel.actor import system_actor
from minga.referrals import operations
from minga.referrals.models import PartnerLink, Referral, ReferralMove
from tests.conftest import NOW
from tests.factories import make_person
from tests.factories.referrals import make_referral, make_service

pytestmark = pytest.mark.django_db
BOTS = ("WhatsApp/2.23", "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)", "Slackbot-LinkExpanding 1.0")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """`now(hours)`: the clock of requests stands so many hours after sending."""

    def at(hours: float = 0) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=hours))

    at(1)
    return at


@pytest.fixture
def sent(manta):
    with tenancy.scope(manta.pk):
        return make_referral(manta)


def text_of(response: Any) -> str:
    """The page without what differs from request to request: token and own address."""
    page = re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", response.content.decode())
    return re.sub(r"\s+", " ", page.replace("<wbr>", ""))


def row_of(manta: Any, sent: Any) -> Referral:
    with tenancy.scope(manta.pk):
        return Referral.objects.select_related("link", "person").get(pk=sent.referrals[0].pk)


def address(sent: Any) -> str:
    return f"/r/{sent.secret}/"


def page(sent: Any) -> str:
    return f"/r/s/{sent.link.public_id}/"


def opened(sent: Any) -> Client:
    """A device that pressed «Abrir»."""
    device = Client()
    answer = device.post(address(sent), {"_submission": uuid4()})
    assert (answer.status_code, answer["Location"]) == (303, page(sent))
    return device


def personal(sent: Any) -> list[str]:
    return ["Yorgelis", "Quiñónez", "123 4567", "Víveres"]


def test_a_partner_reads_and_answers_and_the_technician_sees_it(manta, sent, sign_in):
    device = opened(sent)
    before = text_of(device.get(page(sent)))
    assert sent.referrals[0].code in before and "Alimentación" in before
    assert not [words for words in personal(sent) if words in before]
    assert device.post(f"{page(sent)}codigo/", {"code": f"{sent.code[:3]} {sent.code[3:]}"}).status_code == 303
    after = text_of(device.get(page(sent)))
    assert not [words for words in personal(sent) if words not in after]
    answer = f"{page(sent)}{sent.referrals[0].public_id}/"
    assert device.get(answer).status_code == 200
    wrong = device.post(answer, {"to": "returned", "note": "Nota larga"})
    assert wrong.status_code == 422 and "Nota larga" in text_of(wrong)
    done = device.post(answer, {"to": "accepted", "note": "El lunes a las 9", "_submission": uuid4()})
    assert done.status_code == 303
    assert row_of(manta, sent).state == "accepted"
    shown = text_of(sign_in("technician").get(f"/manta/remisiones/{sent.referrals[0].public_id}/"))
    assert "El lunes a las 9" in shown and "Aceptada" in shown


@pytest.mark.parametrize("agent", BOTS)
def test_previews_consume_nothing(manta, sent, agent):
    bot = Client(headers={"user-agent": agent})
    for _ in range(3):
        assert bot.get(address(sent)).status_code == 200
        assert bot.head(address(sent)).status_code == 200
    shown = text_of(bot.get(address(sent)))
    assert not [words for words in [*personal(sent), "Alimentación", sent.referrals[0].code] if words in shown]
    assert bot.get(page(sent)).status_code == 404
    link = row_of(manta, sent).link
    assert link.opened_at is None
    assert AccessToken.objects.filter(purpose="referral-device").count() == 0
    opened(sent)


def test_second_device_reads_like_a_link_that_never_was(sent):
    opened(sent)
    other = Client()
    unknown = text_of(other.get("/r/nunca-existio/"))
    for answer in (
        other.get(address(sent)),
        other.post(address(sent), {"_submission": uuid4()}),
        other.get(page(sent)),
        other.post(f"{page(sent)}codigo/", {"code": sent.code}),
        other.get(f"{page(sent)}{sent.referrals[0].public_id}/"),
        other.post(f"{page(sent)}{sent.referrals[0].public_id}/", {"to": "accepted"}),
    ):
        assert answer.status_code == 404
        assert text_of(answer) == unknown


def test_the_same_device_comes_back_by_the_message(sent):
    device = opened(sent)
    again = device.get(address(sent))
    assert (again.status_code, again["Location"]) == (303, page(sent))
    assert device.get(page(sent)).status_code == 200


def test_opening_twice_with_the_same_form_binds_once(manta, sent):
    form = {"_submission": uuid4()}
    first, second = Client(), Client()
    assert first.post(address(sent), form).status_code == 303
    replay = second.post(address(sent), form)  # the stored answer leads to a page that this device may not see
    assert second.get(replay["Location"]).status_code == 404
    assert AccessToken.objects.filter(purpose="referral-device").count() == 1


def test_the_cookie_is_kept_from_scripts_and_from_other_pages(sent):
    device = Client()
    answer = device.post(address(sent), {"_submission": uuid4()})
    (cookie,) = answer.cookies.values()
    assert cookie["httponly"] and cookie["path"] == "/r/" and cookie["samesite"] == "Lax"
    assert sent.secret not in cookie.value
    assert answer["Location"] == page(sent), "no later address holds the secret"


def test_answer_replayed_changes_nothing(manta, sent):
    device = opened(sent)
    form = {"to": "accepted", "_submission": uuid4()}
    answer = f"{page(sent)}{sent.referrals[0].public_id}/"
    assert device.post(answer, form).status_code == 303
    assert device.post(answer, form).status_code == 303
    with tenancy.scope(manta.pk):
        assert ReferralMove.objects.filter(state="accepted").count() == 1


def test_five_wrong_codes_lock_the_names_but_not_the_answer(manta, sent):
    device = opened(sent)
    wrong = f"{(int(sent.code) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1):
        answer = device.post(f"{page(sent)}codigo/", {"code": wrong})
        assert answer.status_code == 422 and f"quedan {left} intentos" in text_of(answer)
    assert "demasiados códigos" in text_of(device.post(f"{page(sent)}codigo/", {"code": wrong}))
    right = device.post(f"{page(sent)}codigo/", {"code": sent.code})
    assert right.status_code == 422
    assert not [words for words in personal(sent) if words in text_of(device.get(page(sent)))]
    assert row_of(manta, sent).link.wrong_codes == 5
    answer = device.post(f"{page(sent)}{sent.referrals[0].public_id}/", {"to": "accepted", "_submission": uuid4()})
    assert answer.status_code == 303


@pytest.mark.parametrize("hours", [72, 100])
def test_dead_after_72_hours(manta, sent, now, hours):
    device = opened(sent)
    now(71.9)
    assert device.get(page(sent)).status_code == 200
    now(hours)
    assert device.get(page(sent)).status_code == 404
    assert device.get(address(sent)).status_code == 404
    late = device.post(f"{page(sent)}{sent.referrals[0].public_id}/", {"to": "accepted"})
    assert late.status_code == 404
    assert row_of(manta, sent).state == "sent"


def test_a_new_link_kills_the_one_that_is_open(manta, sent):
    device = opened(sent)
    with tenancy.scope(manta.pk):
        again = operations.resend_link(referral=sent.referrals[0], channel="hand", actor=system_actor(manta.pk), at=NOW)
    assert device.get(page(sent)).status_code == 404
    assert device.get(address(sent)).status_code == 404
    assert opened(again).get(page(again)).status_code == 200


def test_a_closed_referral_is_not_on_the_page_any_more(manta, sent):
    with tenancy.scope(manta.pk):
        service = sent.referrals[0].service
        other = make_referral(manta, person=make_person(manta), service=service).referrals[0]
        Referral.objects.filter(pk=other.pk).update(link=sent.link)
        operations.close_referral(referral=sent.referrals[0], reason="elsewhere", actor=system_actor(manta.pk), at=NOW)
    shown = text_of(opened(sent).get(page(sent)))
    assert other.code in shown
    assert sent.referrals[0].code not in shown


def test_a_device_answers_only_for_its_own_link(manta, sent):
    with tenancy.scope(manta.pk):
        other = make_referral(manta, person=make_person(manta), service=make_service(manta)).referrals[0]
    answer = opened(sent).post(f"{page(sent)}{other.public_id}/", {"to": "accepted", "_submission": uuid4()})
    assert answer.status_code == 404
    with tenancy.scope(manta.pk):
        assert Referral.objects.get(pk=other.pk).state == "sent"


def test_opening_seeing_and_answering_are_audited_without_a_person(manta, sent):
    device = opened(sent)
    device.post(f"{page(sent)}codigo/", {"code": sent.code})
    device.post(f"{page(sent)}{sent.referrals[0].public_id}/", {"to": "attended", "_submission": uuid4()})
    with tenancy.scope(manta.pk):
        rows = Record.objects.filter(role="partner").order_by("id")
        assert [row.action for row in rows] == [
            "referrals.open_link", "referrals.reveal_referral", "referrals.answer_by_link",
        ]  # fmt: skip
        assert {row.account_id for row in rows} == {None}
        partner = PartnerLink.objects.select_related("service__organisation").get().service.organisation
        assert {row.actor_label for row in rows} == {str(partner)}


def test_another_city_is_another_scope(manta, quito, sent):
    """The link belongs to its own municipality whatever else is open in the same test."""
    with tenancy.scope(quito.pk):
        foreign = make_referral(quito)
    device = opened(foreign)
    assert device.get(page(sent)).status_code == 404
    assert device.get(page(foreign)).status_code == 200


def test_one_address_may_not_try_links_without_end(db, monkeypatch):
    monkeypatch.setitem(LIMITS, "public_code_address", Limit(3, 600))
    client = Client()
    assert [client.get("/r/nunca-existio/").status_code for _ in range(5)] == [404, 404, 404, 429, 429]
