"""Django's name for this area."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "minga.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
