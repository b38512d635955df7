"""Django's name for this area."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "minga.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
