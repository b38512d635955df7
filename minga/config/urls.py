"""All addresses. A municipality's pages begin with its slug; every view says who it is for (access.views_guard)."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from minga.access.views_guard import signed_in
from minga.ui.views import gallery

TENANT_AREAS = {
    "personas": "people",
    "focalizacion": "screening",
    "orden": "prioritisation",
    "convocatorias": "outreach",
    "capacitacion": "training",
    "asistencia": "attendance",
    "certificados": "certification",
    "indicadores": "monitoring",
    "programa": "programmes",
    "lugares": "territory",
    "mensajes": "messaging",
}


def _tenant_areas() -> list[URLPattern | URLResolver]:
    return [
        path(f"<slug:municipality>/{prefix}/", include(f"minga.{area}.urls"))
        for prefix, area in TENANT_AREAS.items()
        if find_spec(f"minga.{area}") and find_spec(f"minga.{area}.urls")
    ]


urlpatterns = [
    path("", include("minga.access.urls")),
    path("ui/", signed_in(gallery), name="gallery"),
    path("ui/<slug:page>/", signed_in(gallery), name="gallery-page"),
    *(
        [path("", include("minga.certification.public_urls"))]
        if find_spec("minga.certification") and find_spec("minga.certification.public_urls")
        else []
    ),
    *_tenant_areas(),
    *([path("", include("minga.portal.urls"))] if find_spec("minga.portal") and find_spec("minga.portal.urls") else []),
]
