"""Addresses of the indicators."""

from django.urls import path

from . import views

app_name = "monitoring"
urlpatterns = [
    path("", views.city, name="city"),
    path("actualizar/", views.refresh, name="refresh"),
    path("zona/", views.zone, name="zone"),
    path("<slug:indicator>/", views.indicator, name="indicator"),
    path("<slug:indicator>/personas/", views.people, name="people"),
]
