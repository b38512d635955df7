"""Django's name for this area."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "minga.attendance"
    label = "attendance"
    default_auto_field = "django.db.models.BigAutoField"
