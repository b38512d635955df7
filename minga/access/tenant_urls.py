"""Addresses of the accounts of a municipality."""

from django.urls import path

from .views import accounts, unlocking

app_name = "accounts"
urlpatterns = [
    path("", accounts.account_list, name="account-list"),
    path("nueva/", accounts.create_account, name="create-account"),
    path("<uuid:public_id>/", accounts.account, name="account"),
    path("<uuid:public_id>/roles/nuevo/", accounts.assign_role, name="assign-role"),
    path("<uuid:public_id>/roles/<slug:role>/terminar/", accounts.end_role, name="end-role"),
    path("<uuid:public_id>/clave/", accounts.give_temporary_password, name="give-temporary-password"),
    path("<uuid:public_id>/desbloquear/", unlocking.unlock_account, name="unlock-account"),
    path("<uuid:public_id>/hoja/", unlocking.sheet_print, name="sheet-print"),
    path("<uuid:public_id>/cerrar/", accounts.close_account, name="close-account"),
    path("<uuid:public_id>/abrir/", accounts.reopen_account, name="reopen-account"),
]
