"""Django's name for this area."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "minga.certification"
    label = "certification"
    default_auto_field = "django.db.models.BigAutoField"
