"""Counting attempts: one statement that adds one, so that no two at once count as one."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from minga.access.limits import LIMITS
from minga.access.models import AttemptCount
from minga.kernel.sealing import blind_index

_ADD = """
INSERT INTO access_attemptcount AS counted (key, count, expires_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET count = counted.count + 1 RETURNING count
"""


def count_attempt(*, limit: str, subject: str, at: datetime) -> bool:
    """Count one attempt; False when it is one too many for the limit's window. `subject` is stored as a keyed hash.

    Inside a transaction the row stays locked until its end: who tries the same subject at once waits, and a rollback
    undoes the count. Addresses are therefore counted before the request's transaction begins.
    """
    key, ends_at = _window(limit, subject, at)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [key, ends_at])
        return bool(cursor.fetchone()[0] <= LIMITS[limit].most)


def is_within(*, limit: str, subject: str, at: datetime) -> bool:
    """Whether one more attempt would be within the limit; counts nothing."""
    key, _ends_at = _window(limit, subject, at)
    return not AttemptCount.objects.filter(key=key, count__gte=LIMITS[limit].most).exists()


@transaction.atomic
def forget_attempts(*, limit: str, subject: str, at: datetime) -> None:
    """Start the present window anew: the right one came."""
    AttemptCount.objects.filter(key=_window(limit, subject, at)[0]).delete()


@transaction.atomic
def forget_old_attempts(*, at: datetime) -> int:
    """Delete windows that ended; returns how many there were."""
    return AttemptCount.objects.filter(expires_at__lt=at).delete()[0]


def _window(limit: str, subject: str, at: datetime) -> tuple[bytes, datetime]:
    seconds = LIMITS[limit].seconds
    number = int(at.timestamp()) // seconds
    # the keyed hash keeps addresses and e-mails out of the table; 32 bytes so that no two subjects share a count
    secret = blind_index("attempt", limit)
    key = hmac.digest(secret, f"{subject}:{number}".encode(), hashlib.sha256)
    return key, datetime.fromtimestamp((number + 1) * seconds, tz=UTC) + timedelta(seconds=1)
