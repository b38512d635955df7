"""Whom a directory lets in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.access.directories import Directory, Identity
from minga.access.models import Account, DirectoryIdentity
from minga.access.queries import municipalities_for
from minga.audit import operations as audit
from minga.kernel.actor import Actor


@transaction.atomic
def account_of_identity(*, directory: Directory, identity: Identity, at: datetime) -> Account | None:
    """The open account that this identity may enter; None when there is none.

    It exists already, has a role today in the directory's municipality, and is the one this subject was bound to: the
    first sign-in binds by the verified e-mail, later ones go by the subject, so that an address given to somebody else
    opens nothing.
    """
    bound = DirectoryIdentity.objects.filter(issuer=identity.issuer, subject=identity.subject).first()
    account = bound.account if bound else Account.objects.filter(email__iexact=identity.email).first()
    if account is None or not account.is_active or account.is_demo or account.email.lower() != identity.email:
        return None
    if not municipalities_for(account, at).filter(slug=directory.municipality).exists():
        return None
    if bound is None:
        if account.directory_identities.filter(issuer=identity.issuer).exists():
            return None
        DirectoryIdentity.objects.create(account=account, issuer=identity.issuer, subject=identity.subject, bound_at=at)
        actor = Actor(account_id=account.pk, roles=frozenset({"signed_in"}), label=account.name)
        audit.record(actor=actor, action="access.bind_directory", obj=account, fields=("directory_identity",), at=at)
    return account
