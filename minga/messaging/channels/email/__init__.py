"""E-mail over the SMTP server of the settings."""

from django.utils.translation import gettext_lazy as _

from .smtp import Email

CHANNEL = Email(code="email", name=_("Correo electrónico"), form="email", contact_kinds=("email",), position=30)
