"""Every page that a role may open, in Chromium: whole, without findings of axe, and no wider than 320 px."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from minga.exports.models import Export
from minga.exports.registry import dataset_of
from minga.kernel.rights import ALL_STAFF, may
from minga.kernel.tenancy import scope
from minga.privacy.models import RightsRequest
from minga.training.models import ClassGroup, Session
from tests.architecture.test_access_matrix import PAGES, Page
from tests.factories import make_account
from tests.factories.samples.frame import DIRECTORY
from tests.factories.training import make_facilitator

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NARROWEST = 320
AT_LEAST = {"technician": 60, "facilitator": 12, "authority": 12, "public": 7}
"""Pages that a role opens at the very least: fewer means that the walk found nothing to look at."""
ANSWERS = {
    "screening:self-done": 404,
    "partner:link-page": 404,
    "partner:answer": 404,
    "second-factor": 410,
    "directory": 403,
    "directory-back": 403,
}
"""Pages that refuse, and that page is looked at. The first four are of what the same browser has just sent (a form, the
secret of a link, a password); a partner's pages and the second step are looked at whole in modules of their own here.
A directory that cannot be reached, and a way back from it that nobody set out on, are refused."""


def pages_for(role: str) -> Iterator[Page]:
    """Addresses that the table of rights opens to a role; for the public, those without signing in."""
    for page in PAGES:
        if role == "public":
            if page.guard == "public":
                yield page
        elif isinstance(page.guard, tuple) and may(frozenset({role}), *page.guard):
            yield page


def is_read(response: Any) -> bool:
    """Whether the address shows a page: not a file, not for sending only, not a way to another page."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code not in (302, 303, 405) and is_html


@pytest.mark.parametrize("role", AT_LEAST)
def test_every_page_of_a_role(role: str, manta: Any, client: Client, window: Callable[..., Any], settings: Any) -> None:
    settings.MINGA_DIRECTORIES = [DIRECTORY]
    account = make_account([role] if role in ALL_STAFF else [], manta)
    if role in ALL_STAFF:
        client.force_login(account)
    opened, wrong, seen = window(NARROWEST), {}, 0
    for page in pages_for(role):
        mark = transaction.savepoint()
        address = page.address(manta, sample_for(role, page, manta))
        make_own(manta, account)
        response = client.get(address)
        if is_read(response):
            seen += 1
            found = faults_of(opened, address, ANSWERS.get(page.name, 200))
            if found:
                wrong[page.name] = found
        transaction.savepoint_rollback(mark)
    assert wrong == {}
    assert seen >= AT_LEAST[role]


def sample_for(role: str, page: Page, municipality: Any) -> dict[str, Any]:
    """The sample of a page; of the tables to export, the figures where the role may not read the sample's."""
    sample = page.sample(municipality)
    if page.name == "exports:request-export":
        table = dataset_of(sample["dataset"])
        assert table is not None
        return sample if may(frozenset({role}), *table.right.split(".")) else {"dataset": "indicadores"}
    return sample


def make_own(municipality: Any, account: Any) -> None:
    """Make the account who teaches every class, asked for every export and wrote down every request: a facilitator
    sees no other class, who may not approve no other export, who may not answer no other receipt."""
    with scope(municipality.pk):
        facilitator = make_facilitator(municipality, account)
        ClassGroup.objects.update(facilitator=facilitator)
        Session.objects.update(facilitator=facilitator)
        Export.objects.update(requested_by=account)
        RightsRequest.objects.update(received_by=account)


def faults_of(opened: Any, address: str, expected: int) -> dict[str, Any]:
    """What is wrong with a page, by what it is; empty when nothing is."""
    opened.complaints.clear()
    status = opened.open(address)
    found = {
        "status": 0 if status == expected else status,
        "raw": "<c-" in opened.do(lambda page: page.content()),
        "wide": opened.has_sideways_scroll(),
        "axe": opened.axe(),
        "console": list(opened.complaints),
    }
    return {what: value for what, value in found.items() if value}
