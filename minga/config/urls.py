"""All addresses. A municipality's pages begin with its slug; every view says who it is for (access.views_guard)."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from minga.access.views_guard import signed_in
from minga.ui.views import gallery

TENANT_AREAS = {
    "personas": "minga.people.urls",
    "focalizacion": "minga.screening.urls",
    "orden": "minga.prioritisation.urls",
    "convocatorias": "minga.outreach.urls",
    "capacitacion": "minga.training.urls",
    "asistencia": "minga.attendance.urls",
    "certificados": "minga.certification.urls",
    "indicadores": "minga.monitoring.urls",
    "programa": "minga.programmes.urls",
    "lugares": "minga.territory.urls",
    "organizaciones": "minga.organisations.urls",
    "mensajes": "minga.messaging.urls",
    "cuentas": "minga.access.tenant_urls",
    "auditoria": "minga.audit.urls",
}


def _mounted(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    # scaffolding while areas land in parallel: plain includes replace it before the end
    try:
        import_module(module)
    except ImportError:
        return []
    return [path(prefix, include(module))]


urlpatterns = [
    path("", include("minga.access.urls")),
    path("ui/", signed_in(gallery), name="gallery"),
    path("ui/<slug:page>/", signed_in(gallery), name="gallery-page"),
    *_mounted("", "minga.certification.public_urls"),
    *(pattern for word, module in TENANT_AREAS.items() for pattern in _mounted(f"<slug:municipality>/{word}/", module)),
    *_mounted("", "minga.portal.urls"),
]
