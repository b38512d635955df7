"""Django app of the UI kit."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "minga.ui"
    label = "ui"
