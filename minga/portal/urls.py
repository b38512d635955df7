"""Addresses of the pages that need many areas."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:municipality>/", views.front_door, name="front-door"),
    path("<slug:municipality>/mi-dia/", views.my_day, name="my-day"),
    path("<slug:municipality>/buscar/", views.search, name="search"),
    path("<slug:municipality>/expediente/<uuid:public_id>/", views.person_file, name="person-file"),
]
