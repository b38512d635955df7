"""Addresses outside a municipality: health, sign-in, start."""

from django.urls import path
from django.views.i18n import set_language

from .views import entry
from .views_guard import public_page

urlpatterns = [
    path("salud/", entry.health, name="health"),
    path("inicio/", entry.start, name="start"),
    path("idioma/", public_page(set_language), name="set_language"),
    path("entrar/", entry.sign_in, name="account_login"),
    path("entrar/demo/<slug:role>/", entry.demo_sign_in, name="demo-sign-in"),
    path("clave/", entry.own_password, name="account_change_password"),
    path("salir/", entry.sign_out, name="account_logout"),
]
