"""All addresses. A municipality's pages begin with its slug; every view says who it is for (access.views_guard)."""

from django.urls import include, path

from minga.access.views_guard import signed_in
from minga.ui.views import gallery, stored_file

# word of the address inside a municipality: the area's addresses
TENANT_AREAS = {
    "personas": "minga.people.urls",
    "focalizacion": "minga.screening.urls",
    "orden": "minga.prioritisation.urls",
    "remisiones": "minga.referrals.urls",
    "ayuda": "minga.referrals.help_urls",
    "convocatorias": "minga.outreach.urls",
    "capacitacion": "minga.training.urls",
    "asistencia": "minga.attendance.urls",
    "certificados": "minga.certification.urls",
    "indicadores": "minga.monitoring.urls",
    "derechos": "minga.privacy.urls",
    "quejas": "minga.feedback.urls",
    "programa": "minga.programmes.urls",
    "lugares": "minga.territory.urls",
    "organizaciones": "minga.organisations.urls",
    "mensajes": "minga.messaging.urls",
    "cuentas": "minga.access.tenant_urls",
    "auditoria": "minga.audit.urls",
    "exportaciones": "minga.exports.urls",
}


urlpatterns = [
    path("", include("minga.access.urls")),
    path("ui/", signed_in(gallery), name="gallery"),
    path("ui/<slug:page>/", signed_in(gallery), name="gallery-page"),
    path("media/<str:words>/", stored_file, name="stored-file"),
    path("", include("minga.certification.public_urls")),
    path("", include("minga.referrals.public_urls")),
    *(path(f"<slug:municipality>/{word}/", include(module)) for word, module in TENANT_AREAS.items()),
    path("", include("minga.portal.urls")),
]
