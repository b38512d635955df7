"""Role × kind of data: the one table of who may do what. Whatever is not in it is refused.

It stands in the kernel because areas below `access` (programmes, territory, audit) ask it too. `docs/access.md` shows
the same table; a test keeps them equal. Kinds:
`people` names and contact, `elsewhere` other municipalities: earlier attention, moving there, `documents` numbers and
phones unmasked, `roster` what a facilitator needs (short name, attendance, access needs, safe contact), `screening`
answers and valoración, `protected` the wish to talk in private, `priority` ranked lists, `directory` services and
agreements, `referrals` persons put in touch with a service, `alerts` telling the case role, `cases` protected cases,
`pap` who was trained in first psychological aid, `outreach` calls and invitations, `mass` approval of calls to many
people in an electoral period, `training` courses and classes, `attendance` marks, `certificates`, `aggregates`
figures without persons, `programme` frame and settings, `places` venues and sectors, `organisations` the registry,
`instrument` form and rules, `accounts`, `handovers` work given from one official to another, `audit`, `privacy`
requests about one's own data, erasure, retention, incidents, `feedback` complaints, which the team of the city does
not read, `portal` the start page and search, `gallery` the components.
"""

from __future__ import annotations

TECHNICIAN = "technician"
COORDINATOR = "coordinator"
FACILITATOR = "facilitator"
CASE_WORKER = "case_worker"
AUTHORITY = "authority"
ADVISER = "adviser"
DONOR_VIEWER = "donor_viewer"
COMMUNICATION = "communication"
PROGRAMME_ADMIN = "programme_admin"

ALL_STAFF = (
    TECHNICIAN,
    COORDINATOR,
    FACILITATOR,
    CASE_WORKER,
    AUTHORITY,
    ADVISER,
    DONOR_VIEWER,
    COMMUNICATION,
    PROGRAMME_ADMIN,
)
_EVERYONE_VIEWS = {role: frozenset({"view"}) for role in ALL_STAFF}


def _table(**verbs_by_role: str) -> dict[str, frozenset[str]]:
    return {role: frozenset(verbs.split()) for role, verbs in verbs_by_role.items()}


MAY: dict[str, dict[str, frozenset[str]]] = {
    "people": _table(
        technician="view change import undo",
        coordinator="view change import undo",
        case_worker="view change",
    ),
    "elsewhere": _table(
        technician="ask transfer", coordinator="ask transfer", case_worker="ask", programme_admin="review"
    ),
    "documents": _table(technician="view", coordinator="view", case_worker="view"),
    "roster": _table(technician="view", coordinator="view", facilitator="view", case_worker="view"),
    "screening": _table(technician="view change confirm", coordinator="view change confirm", case_worker="view"),
    "protected": _table(case_worker="view change"),
    "priority": _table(technician="view freeze", coordinator="view freeze"),
    "directory": _table(
        technician="view change",
        coordinator="view change agree",
        facilitator="view",
        case_worker="view change",
        programme_admin="view change agree",
    ),
    "referrals": _table(technician="view change", coordinator="view change", case_worker="view change"),
    "alerts": _table(technician="raise", coordinator="raise", facilitator="raise", case_worker="raise"),
    "cases": _table(case_worker="view change"),
    "pap": _table(
        technician="view",
        coordinator="view change",
        facilitator="view",
        case_worker="view",
        programme_admin="view change",
    ),
    "outreach": _table(technician="view change open", coordinator="view change open"),
    "mass": _table(technician="view request", coordinator="view request", programme_admin="view approve"),
    "training": _EVERYONE_VIEWS | _table(technician="view change enrol", coordinator="view change enrol approve"),
    "attendance": _table(facilitator="view change", technician="view change", coordinator="view change"),
    "certificates": _table(technician="view issue", coordinator="view issue revoke", facilitator="view"),
    "aggregates": _EVERYONE_VIEWS,
    "programme": _EVERYONE_VIEWS | _table(coordinator="view adapt", programme_admin="view adapt change"),
    "places": _EVERYONE_VIEWS
    | _table(technician="view change", coordinator="view change", programme_admin="view change"),
    "organisations": _EVERYONE_VIEWS | _table(coordinator="view change", programme_admin="view change"),
    "instrument": _table(technician="view", coordinator="view", adviser="view", programme_admin="view change publish"),
    "accounts": _table(programme_admin="view change unlock", coordinator="view unlock"),
    "handovers": _table(coordinator="view", programme_admin="view make"),
    "privacy": _table(
        technician="receive",
        coordinator="view receive answer erase",
        case_worker="view",
        programme_admin="view receive answer erase manage",
    ),
    "feedback": _table(programme_admin="view answer"),
    "audit": _table(programme_admin="view review", coordinator="view review"),
    "exports": {role: frozenset({"view", "request"}) for role in ALL_STAFF}
    | _table(coordinator="view request approve", programme_admin="view request approve"),
    "portal": _EVERYONE_VIEWS,
    "gallery": _EVERYONE_VIEWS,
}


def may(roles: frozenset[str], kind: str, verb: str) -> bool:
    """Whether any of these roles may do the verb with the kind; an unknown kind is an error, not a no."""
    table = MAY[kind]
    return any(verb in table.get(role, frozenset()) for role in roles)
