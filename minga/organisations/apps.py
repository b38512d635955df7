"""Django's name for this area."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "minga.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
