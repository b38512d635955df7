"""A chat message on Facebook, written by hand from the municipality's page (CON-4)."""

from django.utils.translation import gettext_lazy as _

from ..base import Channel

CHANNEL = Channel(code="facebook", name=_("Chat de Facebook"), form="short", contact_kinds=("facebook",), position=40)
