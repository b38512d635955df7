"""What the coordinator must know of the team: roles that end, papers not signed, cases without a deputy."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from minga.access.queries import accounts_to_sign, check_of_team, handovers_to_return, roles_about_to_end, team_of
from minga.kernel import clock
from minga.kernel.actor import Actor
from minga.territory.models import Municipality
from minga.ui.formats import as_full_date

from .shapes import SHOWN, Block, Item


def team_block(actor: Actor, at: datetime) -> Block:
    """What to settle in the team, the most urgent first (ROL-3, ROL-13, ROL-19); five queries."""
    municipality = Municipality.objects.get(pk=actor.municipality_id or 0)
    on = clock.day_in_zone(at, municipality.time_zone)
    check = check_of_team(team_of(municipality, on))
    items = [*_case_deputy(check.lacks_case_deputy), *_accounts(municipality, on), *_handovers(on)]
    items += [_to_settle(duty, _("Falta en el equipo"), "accounts:team") for duty in check.missing_duties]
    return Block("team", _("Equipo"), _("El equipo está completo."), len(items), items[:SHOWN], "accounts:team")


def _case_deputy(is_lacking: bool) -> list[Item]:
    label = _("Gestión de casos no tiene suplente")
    return [Item(label=label, state=_("Urgente"), tone="red", url_name="accounts:team")] if is_lacking else []


def _accounts(municipality: Municipality, on: date) -> list[Item]:
    ending = [
        _to_settle(
            row.account.name,
            _("Termina su rol"),
            "accounts:account",
            url_args={"public_id": row.account.public_id},
            hint=_("%(role)s, hasta el %(day)s")
            % {"role": row.get_role_display(), "day": as_full_date(row.ends_on or on)},
        )
        for row in roles_about_to_end(municipality, on)
    ]
    unsigned = [
        _to_settle(
            row.name, _("Falta su compromiso firmado"), "accounts:account", url_args={"public_id": row.public_id}
        )
        for row in accounts_to_sign(municipality, on)
    ]
    return ending + unsigned


def _handovers(on: date) -> list[Item]:
    return [
        _to_settle(
            _("%(giver)s a %(receiver)s") % {"giver": row.giver.name, "receiver": row.receiver.name},
            _("Terminó el período de la entrega"),
            "portal:handover-list",
        )
        for row in handovers_to_return(on)
    ]


def _to_settle(label: str, state: str, url_name: str, **more: Any) -> Item:
    return Item(label=label, state=state, tone="yellow", url_name=url_name, **more)
