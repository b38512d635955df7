"""Django's name for this area."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "minga.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from .presence import begin

        user_logged_in.connect(begin, dispatch_uid="access.presence")
