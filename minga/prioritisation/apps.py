"""Django's name for this area."""

from django.apps import AppConfig


class PrioritisationConfig(AppConfig):
    name = "minga.prioritisation"
    label = "prioritisation"
    default_auto_field = "django.db.models.BigAutoField"
