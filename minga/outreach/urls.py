"""Addresses of outreach, under `/<municipality>/convocatorias/`."""

from django.urls import path

from .views import calls, mass, rounds

app_name = "outreach"
urlpatterns = [
    path("", rounds.round_list, name="round-list"),
    path("abrir/", rounds.round_open, name="round-open"),
    path("grandes/", mass.mass_list, name="mass-list"),
    path("grandes/pedir/", mass.request_mass, name="request-mass"),
    path("grandes/<uuid:public_id>/decidir/", mass.decide_mass, name="decide-mass"),
    path("<uuid:round_id>/", rounds.round_detail, name="round-detail"),
    path("<uuid:round_id>/llamar-siguientes/", rounds.round_call_next, name="round-call-next"),
    path("<uuid:round_id>/cerrar/", rounds.round_close, name="round-close"),
    path("<uuid:round_id>/llamadas/", calls.call_sheet, name="call-sheet"),
    path("<uuid:round_id>/llamadas/imprimir/", calls.call_sheet_print, name="call-sheet-print"),
    path("<uuid:round_id>/cartelera/", calls.poster_print, name="poster-print"),
    path("<uuid:round_id>/resultado/", calls.result_print, name="result-print"),
    path("persona/<uuid:invitation>/", calls.invitation_detail, name="invitation-detail"),
]
