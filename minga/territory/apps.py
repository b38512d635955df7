"""Django's name for this area."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "minga.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"
