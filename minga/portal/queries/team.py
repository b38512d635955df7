"""What the coordinator must know of the team: roles that end, papers not signed, cases without a deputy."""

from __future__ import annotations

from datetime import datetime

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
    items = []
    if check.lacks_case_deputy:
        items.append(
            Item(
                label=_("Gestión de casos no tiene suplente"), state=_("Urgente"), tone="red", url_name="accounts:team"
            )
        )
    items += [
        Item(
            label=row.account.name,
            url_name="accounts:account",
            url_args={"public_id": row.account.public_id},
            state=_("Termina su rol"),
            tone="yellow",
            hint=_("%(role)s, hasta el %(day)s")
            % {"role": row.get_role_display(), "day": as_full_date(row.ends_on or on)},
        )
        for row in roles_about_to_end(municipality, on)
    ]
    items += [
        Item(
            label=row.name,
            url_name="accounts:account",
            url_args={"public_id": row.public_id},
            state=_("Falta su compromiso firmado"),
            tone="yellow",
        )
        for row in accounts_to_sign(municipality, on)
    ]
    items += [
        Item(
            label=_("%(giver)s a %(receiver)s") % {"giver": row.giver.name, "receiver": row.receiver.name},
            url_name="portal:handover-list",
            state=_("Terminó el período de la entrega"),
            tone="yellow",
        )
        for row in handovers_to_return(on)
    ]
    items += [
        Item(label=duty, state=_("Falta en el equipo"), tone="yellow", url_name="accounts:team")
        for duty in check.missing_duties
    ]
    return Block("team", _("Equipo"), _("El equipo está completo."), len(items), items[:SHOWN], "accounts:team")
