"""Secrets of links: made once, kept as hashes."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.db import transaction

from minga.access.models import AccessToken
from minga.access.queries import token_hash
from minga.territory.models import Municipality


@transaction.atomic
def issue_token(
    *,
    municipality: Municipality,
    object_public_id: uuid.UUID,
    purpose: str,
    expires_at: datetime | None = None,
    secret: str | None = None,
) -> str:
    """Make a link's secret and keep only its hash; returns the secret. A given one must be unguessable or harmless."""
    secret = secret or secrets.token_urlsafe(16)
    AccessToken.objects.create(
        token_hash=token_hash(secret),
        municipality=municipality,
        object_public_id=object_public_id,
        purpose=purpose,
        expires_at=expires_at,
    )
    return secret


@transaction.atomic
def revoke_tokens(*, object_public_id: uuid.UUID, purpose: str) -> int:
    """Forget every secret of an object for a purpose; returns how many there were."""
    count, _ = AccessToken.objects.filter(object_public_id=object_public_id, purpose=purpose).delete()
    return count
