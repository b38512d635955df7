"""Django's name for this area; its reactions listen and its table is offered from the start."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "minga.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import exporting, reactions  # noqa: F401  register
