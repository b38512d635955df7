"""Django's name for this area; its deploy check is registered from the start."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "minga.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers
