"""Django's name for this area."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "minga.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
