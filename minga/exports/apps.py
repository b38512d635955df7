"""Django's name for this area."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "minga.exports"
    label = "exports"
    default_auto_field = "django.db.models.BigAutoField"
