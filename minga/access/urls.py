"""Addresses outside a municipality: health, sign-in, start."""

from allauth.account import views as allauth_views
from django.urls import path
from django.views.i18n import set_language

from . import views
from .views_guard import public_page

urlpatterns = [
    path("salud/", views.health, name="health"),
    path("inicio/", views.start, name="start"),
    path("idioma/", public_page(set_language), name="set_language"),
    path("entrar/", public_page(allauth_views.login), name="account_login"),
    path("salir/", public_page(allauth_views.logout), name="account_logout"),
]
