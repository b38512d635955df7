"""A visit, or a talk when the person comes by: for people without phone, and for everybody (CON-5)."""

from django.utils.translation import gettext_lazy as _

from ..base import Channel

CHANNEL = Channel(
    code="visit", name=_("Visita o en persona"), form="spoken", is_direct=True, is_in_person=True, position=50
)
