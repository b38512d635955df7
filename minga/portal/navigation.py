"""The menu: what an actor may open, in the order of the path."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.access.permissions import may
from minga.kernel import clock
from minga.programmes.queries import electoral_period, visibility_texts
from minga.ui.formats import as_full_date
from minga.ui.links import tenant_url_or_none
from minga.ui.navigation import Link


class Entry(NamedTuple):
    """A menu entry, shown to whoever may `kind.verb`."""

    label: object
    url_name: str
    kind: str
    verb: str = "view"


DAILY = (
    Entry(_("Mi día"), "portal:my-day", "portal"),
    Entry(_("Personas"), "people:person-list", "people"),
    Entry(_("Focalización"), "screening:pending-list", "screening"),
    Entry(_("Orden de llamada"), "prioritisation:list-index", "priority"),
    Entry(_("Convocatorias"), "outreach:round-list", "outreach"),
    Entry(_("Casos"), "referrals:case-list", "cases"),
    Entry(_("Capacitación"), "training:cycle-list", "training"),
    Entry(_("Asistencia"), "attendance:session-day", "attendance"),
    Entry(_("Certificados"), "certification:register", "certificates"),
    Entry(_("Indicadores"), "monitoring:city", "aggregates"),
)
OCCASIONAL = (
    Entry(_("Remisiones"), "referrals:referral-list", "referrals"),
    Entry(_("Avisar de un peligro"), "referrals:raise-alert", "alerts", "raise"),
    Entry(_("Directorio de servicios"), "referrals:service-list", "directory"),
    Entry(_("Formación en PAP"), "referrals:training-list", "pap"),
    Entry(_("Programa"), "programmes:programme", "programme"),
    Entry(_("Lugares"), "territory:venue-list", "programme"),
    Entry(_("Instrumento"), "screening:instrument", "instrument"),
    Entry(_("Mensajes"), "messaging:message-list", "outreach"),
    Entry(_("Convocatorias grandes"), "outreach:mass-list", "mass"),
    Entry(_("Cuentas"), "accounts:account-list", "accounts"),
    Entry(_("Exportaciones"), "exports:export-list", "exports"),
    Entry(_("Derechos sobre los datos"), "privacy:request-list", "privacy"),
    Entry(_("Quejas y sugerencias"), "feedback:inbox", "feedback"),
    Entry(_("Entregas de trabajo"), "portal:handover-list", "handovers"),
    Entry(_("Mudanzas entre municipios"), "people:transfer-list", "elsewhere", "transfer"),
    Entry(_("Preguntas a otros municipios"), "people:elsewhere-review", "elsewhere", "review"),
    Entry(_("Auditoría"), "audit:record-list", "audit"),
    Entry(_("Consultas por revisar"), "portal:look-list", "audit", "review"),
)


def links(request: HttpRequest) -> list[Link]:
    """The bar of this request, what is opened every day; empty for the public and outside a municipality.

    Named in `UI_NAVIGATION`.
    """
    return _allowed(request, DAILY)


def account_links(request: HttpRequest) -> list[Link]:
    """What is opened now and then, under "Su cuenta" (`UI_ACCOUNT_LINKS`); empty where `links` is."""
    return _allowed(request, OCCASIONAL)


def search_url(request: HttpRequest) -> str:
    """Where the search box of the bar asks, for who may look people up; "" for others. Named in `UI_SEARCH_URL`."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.account_id is None or not may(actor, "people", "view"):
        return ""
    return tenant_url_or_none(request, "portal:search") or ""


def fund_visibility(request: HttpRequest) -> str:
    """The visibility texts of the funds of the municipality's programme, in one query; named in `UI_FUND_VISIBILITY`.

    "" outside a municipality. Source: DON-2.
    """
    municipality = getattr(request, "municipality", None)
    return " · ".join(visibility_texts(municipality)) if municipality else ""


def staff_notice(request: HttpRequest) -> str:
    """What the staff must know on every page: the electoral period of the municipality (SEC-4). One query.

    "" outside one and for the public. Named in `UI_STAFF_NOTICE`.
    """
    actor, municipality = getattr(request, "actor", None), getattr(request, "municipality", None)
    if actor is None or actor.account_id is None or municipality is None:
        return ""
    period = electoral_period(municipality, clock.day_in_zone(request.at, municipality.time_zone))
    if period is None:
        return ""
    return gettext(
        "Período electoral hasta el %(day)s: los datos de las personas no se usan para campañas, y una convocatoria "
        "grande espera la aprobación del programa."
    ) % {"day": as_full_date(period.ends_on)}


def _allowed(request: HttpRequest, entries: tuple[Entry, ...]) -> list[Link]:
    actor = getattr(request, "actor", None)
    if actor is None or actor.account_id is None or request.municipality is None:
        return []
    menu = []
    for entry in entries:
        url = tenant_url_or_none(request, entry.url_name)
        if url and may(actor, entry.kind, entry.verb):
            menu.append(Link(label=entry.label, url=url, is_current=request.path.startswith(url)))
    return menu
