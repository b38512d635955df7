"""Django's name for this area."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "minga.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import outcomes, reactions  # noqa: F401  register
