"""Sessions in our own table: found by account, ended by deleting the row, and keyed by a hash of the cookie.

Who reads the table cannot take over a session: the cookie is not in it. Named in `SESSION_ENGINE`.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from minga.kernel import clock
from minga.kernel.ids import uuid7, uuid7_text
from minga.kernel.rows import first_row

BEGAN, SEEN, DEVICE, PUBLIC_ID = "began_at", "seen_at", "device", "session_id"


def stored_key(session_key: str) -> str:
    """What the table holds of a session's cookie: 160 bits of a hash."""
    return hashlib.blake2b(session_key.encode(), digest_size=20).hexdigest()


class SessionStore(DatabaseStore):
    """Django's store over `access.Session`."""

    @classmethod
    def get_model_class(cls) -> Any:
        from .models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        if self.session_key is None:
            return None
        values = {"key": stored_key(self.session_key), "now": clock.now()}
        row = first_row(self.model, "t.session_key = %(key)s AND t.expire_date > %(now)s", values, order="1")
        if row is None:
            self._session_key = None
        return row

    def get_expiry_date(self, **given: Any) -> datetime:
        """By the same clock by which a session is read."""
        ends_at: datetime = super().get_expiry_date(**({"modification": clock.now()} | given))
        return ends_at

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=stored_key(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        account, model = data.get(SESSION_KEY), self.get_model_class()
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return model(
            session_key=stored_key(key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            public_id=uuid.UUID(data[PUBLIC_ID]) if PUBLIC_ID in data else uuid7(),
            account_id=int(account) if account else None,
            began_at=_moment(data.get(BEGAN)),
            seen_at=_moment(data.get(SEEN)),
            device=data.get(DEVICE, ""),
        )

    def cycle_key(self) -> None:
        """A new cookie; old and new row stand beside each other for a moment, so the public id is new too."""
        if PUBLIC_ID in self:
            self[PUBLIC_ID] = uuid7_text()
        super().cycle_key()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
