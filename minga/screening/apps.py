"""Django's name for this area; its reactions listen from the start."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "minga.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import reactions  # noqa: F401  registers
