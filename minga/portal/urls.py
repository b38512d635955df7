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
    path("<slug:municipality>/expediente/<uuid:public_id>/quien-vio/", views.who_saw, name="who-saw"),
    path("<slug:municipality>/consultas/", views.look_list, name="look-list"),
    path("<slug:municipality>/consultas/<uuid:public_id>/", views.review_look, name="review-look"),
]
