"""Addresses outside a municipality: health, sign-in, start."""

from django.urls import path
from django.views.i18n import set_language

from .views import directories, entry, own_factors, own_security, second_factor
from .views_guard import public_page

urlpatterns = [
    path("salud/", entry.health, name="health"),
    path("inicio/", entry.start, name="start"),
    path("idioma/", public_page(set_language), name="set_language"),
    path("entrar/", entry.sign_in, name="account_login"),
    path("entrar/demo/<slug:role>/", entry.demo_sign_in, name="demo-sign-in"),
    path("entrar/directorio/<slug:slug>/", directories.go_to_directory, name="directory"),
    path("entrar/directorio/<slug:slug>/vuelta/", directories.back_from_directory, name="directory-back"),
    path("entrar/segundo-paso/", second_factor.second_factor, name="second-factor"),
    path("entrar/seguir/", own_security.carry_form, name="carry-form"),
    path("seguir/", own_security.kept_form, name="kept-form"),
    path("confirmar/", own_security.prove, name="prove"),
    path("seguridad/", own_security.own_security, name="own-security"),
    path("seguridad/sesiones/<uuid:public_id>/cerrar/", own_security.end_session, name="end-session"),
    path("seguridad/sesiones/cerrar-las-demas/", own_security.end_other_sessions, name="end-other-sessions"),
    path("seguridad/segundo-paso/", own_factors.choose_factor, name="choose-factor"),
    path("seguridad/hoja/", own_factors.own_sheet, name="own-sheet"),
    path("seguridad/hoja/imprimir/", own_factors.own_sheet_print, name="own-sheet-print"),
    path("seguridad/hoja/comprobar/", own_factors.confirm_sheet, name="confirm-sheet"),
    path("seguridad/aplicacion/", own_factors.add_app, name="add-app"),
    path("seguridad/llave/", own_factors.add_passkey, name="add-passkey"),
    path("seguridad/quitar/<slug:kind>/<uuid:public_id>/", own_factors.remove_factor, name="remove-factor"),
    path("clave/", entry.own_password, name="account_change_password"),
    path("salir/", entry.sign_out, name="account_logout"),
]
