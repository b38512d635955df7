"""WhatsApp without a paid service: a link that opens the chat with the text written (CON-8)."""

from django.utils.translation import gettext_lazy as _

from minga.messaging.rules.links import whatsapp_link

from ..base import Channel


class WhatsApp(Channel):
    """A person presses send on the municipality's own phone."""

    def link(self, address: str, text: str) -> str:
        return whatsapp_link(address, text)


CHANNEL = WhatsApp(code="whatsapp", name=_("WhatsApp"), form="short", contact_kinds=("whatsapp", "phone"), position=20)
