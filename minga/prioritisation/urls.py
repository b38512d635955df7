"""Addresses of prioritisation, under `/<municipality>/orden/`."""

from django.urls import path

from . import views

app_name = "prioritisation"
urlpatterns = [
    path("", views.list_index, name="list-index"),
    path("congelar/", views.list_freeze, name="list-freeze"),
    path("lista/<uuid:ranked_list>/", views.list_detail, name="list-detail"),
    path("lista/<uuid:ranked_list>/imprimir/", views.list_print, name="list-print"),
    path("turno/<uuid:place>/", views.place_detail, name="place-detail"),
]
