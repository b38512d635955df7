"""Django's name for this area."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "minga.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
