"""Addresses of the pages that need many areas."""

from django.urls import path

from . import views
from .handing import views as handing
from .participants import views as participants

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:municipality>/", views.front_door, name="front-door"),
    path("<slug:municipality>/entregas/", handing.handover_list, name="handover-list"),
    path("<slug:municipality>/entregas/nueva/", handing.hand_over, name="hand-over"),
    path("<slug:municipality>/entregas/<uuid:public_id>/acta/", handing.handover_act, name="handover-act"),
    path("<slug:municipality>/entregas/<uuid:public_id>/devolver/", handing.return_handover, name="return-handover"),
    path("<slug:municipality>/mi-dia/", views.my_day, name="my-day"),
    path("<slug:municipality>/buscar/", views.search, name="search"),
    path("<slug:municipality>/expediente/<uuid:public_id>/", views.person_file, name="person-file"),
    path("<slug:municipality>/expediente/<uuid:public_id>/quien-vio/", views.who_saw, name="who-saw"),
    path("<slug:municipality>/consultas/", views.look_list, name="look-list"),
    path("<slug:municipality>/consultas/<uuid:public_id>/", views.review_look, name="review-look"),
    path("<slug:municipality>/expediente/<uuid:public_id>/tarjeta/", participants.issue_card, name="issue-card"),
    path("<slug:municipality>/expediente/<uuid:public_id>/tarjeta/hoja/", participants.card_print, name="card-print"),
    path(
        "<slug:municipality>/expediente/<uuid:public_id>/tarjeta/anular/", participants.revoke_card, name="revoke-card"
    ),
    path("<slug:municipality>/mis-datos/", participants.own_data, name="own-data"),
    path("<slug:municipality>/mis-datos/entrar/", participants.own_door, name="own-door"),
    path("<slug:municipality>/mis-datos/codigo/", participants.own_code, name="own-code"),
    path("<slug:municipality>/mis-datos/codigo/comprobar/", participants.own_code_check, name="own-code-check"),
    path("<slug:municipality>/mis-datos/salir/", participants.own_leave, name="own-leave"),
]
