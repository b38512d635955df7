"""The table of rights as a document."""

from __future__ import annotations

from django.utils import translation

from .rules import ALL_STAFF, MAY
from .states import SENTENCES, Role

# kind: what it holds
KINDS = {
    "people": "names, contact, household, dates of a person",
    "elsewhere": "earlier attention in other municipalities (yes or no), moving there with consent",
    "documents": "document numbers and phones, unmasked",
    "roster": "short name, attendance, access needs, safe contact",
    "screening": "answers and valoración",
    "protected": "the wish to talk in private",
    "priority": "ranked lists and their reasons",
    "directory": "services of the city, agreements with partners (no person)",
    "referrals": "who was put in touch with which service",
    "alerts": "telling the case role of somebody in danger; who tells does not read it again",
    "cases": "protected cases: plan, notes, tasks, first psychological aid, emotional support",
    "pap": "who of the team was trained in first psychological aid",
    "outreach": "calls, invitations, attempts",
    "mass": "calls to many people in an electoral period, and their approval",
    "training": "courses, cycles, classes (no person)",
    "attendance": "marks",
    "certificates": "certificates",
    "aggregates": "figures without persons, small cells hidden",
    "programme": "frame, steps, projects and funds, settings",
    "places": "venues and sectors",
    "organisations": "registry of institutions",
    "instrument": "form and rules",
    "accounts": "accounts and roles",
    "handovers": "work given from one official to another, and its acts",
    "privacy": "requests about one's own data, erasure, retention, register of processing, incidents",
    "feedback": "complaints, unread by the team of the city",
    "audit": "who did what",
    "exports": "files of data that leave: asking, approving",
    "portal": "my day",
    "gallery": "components",
}

INTRODUCTION = """# Who may do what

Made from `minga/kernel/rights.py` by `python manage.py write_access_table`; a test keeps both equal. A cell holds the
verbs of a role for a kind of data, in its own municipality only; an empty cell is a refusal. Whatever is not in the
table is refused, and a page without a guard is refused to everybody (`tests/architecture/test_access_matrix.py` walks
every address with every role).

The public sees the front door, registers, and verifies certificates. A participant sees their own data by code. A case
worker alone sees the wish to talk in private. Authority, adviser, donor and communication never see a person.
"""


def access_document() -> str:
    """The whole of docs/access.md: one row a kind, one column a role."""
    with translation.override("es"):
        labels = [str(Role(role).label) for role in ALL_STAFF]
    head = ["kind", "what it holds", *labels]
    rows = [head, ["---"] * len(head)]
    for kind, by_role in MAY.items():
        verbs = [", ".join(sorted(by_role.get(role, ()))) for role in ALL_STAFF]
        rows.append([f"`{kind}`", KINDS[kind], *verbs])
    with translation.override("es"):
        sentences = "\n".join(f"- **{Role(role).label}**: {SENTENCES[Role(role)]}" for role in ALL_STAFF)
    return INTRODUCTION + "\n" + sentences + "\n" + "\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
