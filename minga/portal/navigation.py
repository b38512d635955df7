"""The menu: what an actor may open, in the order of the path."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from minga.access.permissions import may
from minga.ui.links import tenant_url_or_none
from minga.ui.navigation import Link


class Entry(NamedTuple):
    """A menu entry, shown to whoever may `kind.verb`."""

    label: object
    url_name: str
    kind: str
    verb: str = "view"


ENTRIES = (
    Entry(_("Mi día"), "portal:my-day", "portal"),
    Entry(_("Personas"), "people:person-list", "people"),
    Entry(_("Focalización"), "screening:pending-list", "screening"),
    Entry(_("Instrumento"), "screening:instrument", "instrument"),
    Entry(_("Orden de llamada"), "prioritisation:list-index", "priority"),
    Entry(_("Convocatorias"), "outreach:round-list", "outreach"),
    Entry(_("Capacitación"), "training:cycle-list", "training"),
    Entry(_("Certificados"), "certification:register", "certificates"),
    Entry(_("Indicadores"), "monitoring:city", "aggregates"),
    Entry(_("Programa"), "programmes:programme", "programme"),
    Entry(_("Lugares"), "territory:venue-list", "programme"),
    Entry(_("Cuentas"), "accounts:account-list", "accounts"),
    Entry(_("Auditoría"), "audit:record-list", "audit"),
)


def links(request: HttpRequest) -> list[Link]:
    """The menu of this request; empty for the public and outside a municipality (`UI_NAVIGATION`)."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.account_id is None or request.municipality is None:
        return []
    menu = []
    for entry in ENTRIES:
        url = tenant_url_or_none(request, entry.url_name)
        if url and may(actor, entry.kind, entry.verb):
            menu.append(Link(label=entry.label, url=url, is_current=request.path.startswith(url)))
    return menu
