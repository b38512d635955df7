"""The table of rights, its document, and what the issue asks of the roles."""

import pytest

from minga.access.document import KINDS, access_document
from minga.access.management.commands.write_access_table import DOCUMENT
from minga.access.states import Role
from minga.kernel.rights import ALL_STAFF, MAY, may

WITHOUT_PEOPLE = ("authority", "adviser", "donor_viewer", "communication")
OF_PERSONS = ("people", "documents", "roster", "screening", "protected", "priority", "outreach", "attendance")


def test_document_is_the_table():
    assert DOCUMENT.read_text(encoding="utf-8") == access_document()


def test_document_changes_when_the_table_does(monkeypatch):
    monkeypatch.setitem(MAY, "audit", {"adviser": frozenset({"view"})})
    assert DOCUMENT.read_text(encoding="utf-8") != access_document()


def test_roles_and_kinds_are_the_same_everywhere():
    assert set(ALL_STAFF) == set(Role.values)
    assert set(KINDS) == set(MAY)
    assert all(set(by_role) <= set(ALL_STAFF) for by_role in MAY.values())


@pytest.mark.parametrize("role", WITHOUT_PEOPLE)
def test_some_roles_never_see_a_person(role):
    assert not [kind for kind in OF_PERSONS if MAY[kind].get(role)]
    assert may(frozenset({role}), "aggregates", "view")


def test_facilitator_sees_the_roster_and_nothing_of_route_priority_document():
    seen = {kind for kind in MAY if may(frozenset({"facilitator"}), kind, "view")}
    assert "roster" in seen and "attendance" in seen
    assert not seen & {"people", "documents", "screening", "protected", "priority", "outreach"}


def test_only_case_work_sees_the_wish_to_talk_in_private():
    assert [role for role in ALL_STAFF if may(frozenset({role}), "protected", "view")] == ["case_worker"]


def test_unknown_kind_is_an_error_not_a_no():
    with pytest.raises(KeyError):
        may(frozenset({"technician"}), "persons", "view")
