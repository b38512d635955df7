"""A printed notice where people pass: office, dining hall, shelter. Names nobody (CON-5)."""

from django.utils.translation import gettext_lazy as _

from ..base import Channel

CHANNEL = Channel(code="poster", name=_("Aviso en cartelera"), form="short", is_in_person=True, position=60)
