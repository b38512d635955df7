"""Django's name for this area."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "minga.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"
