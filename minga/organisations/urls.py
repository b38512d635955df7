"""Addresses of the registry of institutions."""

from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisation_list, name="organisation-list"),
    path("nueva/", views.create_organisation, name="create-organisation"),
    path("<uuid:public_id>/", views.update_organisation, name="update-organisation"),
]
