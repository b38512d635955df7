"""Short links to stored files: sealed, for one account, for two minutes. The page that makes one has asked who may.

The area that owns the file guards, audits and answers with a redirect to `minga.ui.links.file_url`; the page behind it
only serves what the link says. An address stands in histories and logs: it can be read by nobody but us.
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from minga.kernel.refusals import Refused
from minga.kernel.sealing import CannotOpen, seal, unseal

from .kinds import Kind
from .words import refusal

LIFE = timedelta(minutes=2)
_CONTEXT = "minga.kernel.uploads.links"


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link leads to."""

    file_id: uuid.UUID
    kind: Kind
    name: str


def link_words(*, linked: Linked, account_id: int | None, at: datetime) -> str:
    """The words of a link that holds for 2 minutes and for this account only."""
    said = [str(linked.file_id), linked.kind.value, linked.name, account_id, (at + LIFE).timestamp()]
    return base64.urlsafe_b64encode(seal(json.dumps(said), context=_CONTEXT)).decode().rstrip("=")


def read_link(words: str, *, account_id: int | None, at: datetime) -> Linked:
    """What the words of a link say; Refused `link_expired` when it is old, altered or of another account."""
    try:
        sealed = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
        file_id, kind, name, for_account, ends = json.loads(unseal(sealed, context=_CONTEXT))
    except (CannotOpen, binascii.Error, ValueError) as error:
        raise Refused(refusal("link_expired")) from error
    if for_account != account_id or at.timestamp() >= ends:
        raise Refused(refusal("link_expired"))
    return Linked(uuid.UUID(file_id), Kind(kind), name)
