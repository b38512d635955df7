"""Django's name for this area; its table for exports is offered from the start."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "minga.certification"
    label = "certification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import exporting  # noqa: F401  registers
