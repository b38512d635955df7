"""A telephone call with a script; the outcome is noted by hand."""

from django.utils.translation import gettext_lazy as _

from ..base import Channel


class Call(Channel):
    """Opens the phone's dialler where there is one."""

    def link(self, address: str, text: str) -> str:
        return f"tel:{address}" if address.startswith("+") else ""


CHANNEL = Call(
    code="call", name=_("Llamada telefónica"), form="spoken",
    contact_kinds=("phone", "whatsapp"), is_direct=True, position=10,
)  # fmt: skip
