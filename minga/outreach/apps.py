"""Django's name for this area."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "minga.outreach"
    label = "outreach"
    default_auto_field = "django.db.models.BigAutoField"
