"""Django's name for this area."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "minga.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"
