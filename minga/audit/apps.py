"""Django's name for this area."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "minga.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
