"""Django's name for this area."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "minga.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
