"""Config as a Django application: only so that its commands and jobs are found; it has no models."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """What belongs to the installation as a whole: keys, backups, restore."""

    name = "minga.config"
    label = "config"
