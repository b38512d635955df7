"""Addresses of the rights desk, under `/<municipality>/derechos/`; the notice and asking are for anybody."""

from django.urls import path

from .views import desk, incidents, keeping, public

app_name = "privacy"
_ROW = "solicitud/<uuid:public_id>/"
_INCIDENT = "incidentes/<uuid:public_id>/"

urlpatterns = [
    path("", desk.request_list, name="request-list"),
    path("nueva/", desk.receive_request, name="receive-request"),
    path(_ROW, desk.request_detail, name="request-detail"),
    path(f"{_ROW}comprobante/", desk.request_receipt, name="request-receipt"),
    path(f"{_ROW}identidad/", desk.identify_asker, name="identify-asker"),
    path(f"{_ROW}prorroga/", desk.extend_request, name="extend-request"),
    path(f"{_ROW}revision/", desk.review_assessment, name="review-assessment"),
    path(f"{_ROW}responder/", desk.answer_request, name="answer-request"),
    path(f"{_ROW}suprimir/", desk.erase_person, name="erase-person"),
    path(f"{_ROW}datos/", keeping.person_data, name="person-data"),
    path(f"{_ROW}datos.json", keeping.person_json, name="person-json"),
    path(f"{_ROW}datos.xlsx", keeping.person_xlsx, name="person-xlsx"),
    path("supresiones/", desk.erasure_list, name="erasure-list"),
    path("registro/", keeping.register, name="register"),
    path("registro.xlsx", keeping.register_xlsx, name="register-xlsx"),
    path("impacto/", keeping.impact, name="impact"),
    path("impacto/aprobada/", keeping.record_impact, name="record-impact"),
    path("plazos/", keeping.retention_page, name="retention"),
    path("plazos/avisadas/", keeping.note_inactivity, name="note-inactivity"),
    path("plazos/avisadas/<uuid:public_id>/conservar/", keeping.keep_person, name="keep-person"),
    path("incidentes/", incidents.incident_list, name="incident-list"),
    path("incidentes/nuevo/", incidents.record_incident, name="record-incident"),
    path(_INCIDENT, incidents.incident_detail, name="incident-detail"),
    path(f"{_INCIDENT}avisado/<slug:who>/", incidents.note_told, name="note-told"),
    path(f"{_INCIDENT}cerrar/", incidents.close_incident, name="close-incident"),
    path(f"{_INCIDENT}aviso/<slug:who>/", incidents.print_incident_notice, name="print-incident-notice"),
    path("aviso/", public.privacy_notice, name="notice"),
    path("aviso/imprimir/", public.print_notice, name="print-notice"),
    path("pedir/", public.ask, name="ask"),
    path("seguir/", public.follow, name="follow"),
    path("seguir/<str:code>/", public.follow_code, name="followed"),
]
