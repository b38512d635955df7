"""Attendance inside a municipality."""

from django.urls import path

from .views import changes, lists, sheets

app_name = "attendance"
urlpatterns = [
    path("", lists.session_day, name="session-day"),
    path("sesion/<uuid:public_id>/", lists.session_list, name="session-list"),
    path("sesion/<uuid:public_id>/hoja/", sheets.session_sheet, name="session-sheet"),
    path("sesion/<uuid:public_id>/filas/", sheets.enter_rows, name="enter-rows"),
    path("sesion/<uuid:public_id>/correcciones/", lists.session_changes, name="session-changes"),
    path("sesion/<uuid:public_id>/mover/", changes.move_session, name="move-session"),
    path("sesion/<uuid:public_id>/cancelar/", changes.cancel_session, name="cancel-session"),
    path("aula/<uuid:public_id>/", lists.class_sheet, name="class-sheet"),
    path("matricula/<uuid:public_id>/salida/", changes.end_enrolment, name="end-enrolment"),
]
