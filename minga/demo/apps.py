"""Django's name for this area."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "minga.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
