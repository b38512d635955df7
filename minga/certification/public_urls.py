"""The public page of a certificate, outside any municipality."""

from django.urls import path

from . import views

app_name = "verification"
urlpatterns = [
    path("v/", views.verify, name="verify"),
    path("v/<str:code>/", views.verify_certificate, name="certificate"),
]
