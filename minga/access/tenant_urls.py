"""Addresses of the accounts of a municipality."""

from django.urls import path

from .views import accounts, standing, team, unlocking

app_name = "accounts"
_DELEGATIONS = "<uuid:public_id>/delegaciones/"
urlpatterns = [
    path("", accounts.account_list, name="account-list"),
    path("nueva/", accounts.create_account, name="create-account"),
    path("equipo/", team.team, name="team"),
    path("<uuid:public_id>/", accounts.account, name="account"),
    path("<uuid:public_id>/roles/nuevo/", accounts.assign_role, name="assign-role"),
    path("<uuid:public_id>/roles/<slug:role>/terminar/", accounts.end_role, name="end-role"),
    path("<uuid:public_id>/roles/<slug:role>/funciones/", team.set_duties, name="set-duties"),
    path("<uuid:public_id>/roles/<slug:role>/asumir/", team.take_over, name="take-over"),
    path("<uuid:public_id>/compromiso/", standing.undertaking, name="undertaking"),
    path("<uuid:public_id>/compromiso/anotar/", standing.record_undertaking, name="record-undertaking"),
    path("<uuid:public_id>/compromiso/archivo/", standing.undertaking_file, name="undertaking-file"),
    path(_DELEGATIONS + "nueva/", standing.record_delegation, name="record-delegation"),
    path(_DELEGATIONS + "<uuid:delegation_id>/archivo/", standing.delegation_file, name="delegation-file"),
    path(_DELEGATIONS + "<uuid:delegation_id>/terminar/", standing.end_delegation, name="end-delegation"),
    path("<uuid:public_id>/clave/", accounts.give_temporary_password, name="give-temporary-password"),
    path("<uuid:public_id>/desbloquear/", unlocking.unlock_account, name="unlock-account"),
    path("<uuid:public_id>/hoja/", unlocking.sheet_print, name="sheet-print"),
    path("<uuid:public_id>/cerrar/", accounts.close_account, name="close-account"),
    path("<uuid:public_id>/abrir/", accounts.reopen_account, name="reopen-account"),
]
