"""Addresses of screening, under `<municipality>/focalizacion/`."""

from django.urls import path

from minga.screening.views import importing, instrument, interview, self_registration, valuation

app_name = "screening"

urlpatterns = [
    path("", valuation.pending_list, name="pending-list"),
    path("valoracion/<uuid:public_id>/", valuation.assessment, name="assessment"),
    path("valoracion/<uuid:public_id>/confirmar/", valuation.confirm_assessment, name="confirm-assessment"),
    path("valoracion/<uuid:public_id>/cambiar/", valuation.override_assessment, name="override-assessment"),
    path("en-privado/", valuation.wish_list, name="wish-list"),
    path("en-privado/<uuid:public_id>/atendido/", valuation.attend_wish, name="attend-wish"),
    path("persona/<uuid:public_id>/entrevista/", interview.interview_start, name="interview-start"),
    path("entrevista/<uuid:public_id>/", interview.interview, name="interview"),
    path("entrevista/<uuid:public_id>/terminar/", interview.interview_finish, name="interview-finish"),
    path("entrevista/<uuid:public_id>/pagina/<str:page>/", interview.interview_page, name="interview-page"),
    path("importar/", importing.import_answers, name="import-answers"),
    path("instrumento/", instrument.instrument, name="instrument"),
    path("instrumento/nueva-version/", instrument.version_upload, name="version-upload"),
    path("instrumento/<uuid:public_id>/", instrument.version_detail, name="version-detail"),
    path("instrumento/<uuid:public_id>/publicar/", instrument.version_publish, name="version-publish"),
    path("instrumento/<uuid:public_id>/libro.xlsx", instrument.version_workbook, name="version-workbook"),
    path("instrumento/<uuid:public_id>/ficha/", instrument.paper_form, name="paper-form"),
    path("registro/", self_registration.self_start, name="self-start"),
    path("registro/continuar/", self_registration.self_resume, name="self-resume"),
    path("registro/pregunta/<str:page>/", self_registration.self_page, name="self-page"),
    path("registro/guardado/", self_registration.self_saved, name="self-saved"),
    path("registro/revisar/", self_registration.self_review, name="self-review"),
    path("registro/listo/", self_registration.self_done, name="self-done"),
    path("registro/salir/", self_registration.self_leave, name="self-leave"),
]
