"""Django's name for this area."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "minga.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"
