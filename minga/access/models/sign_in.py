"""What proves who signs in: sessions, second factors, directories, counts of attempts; none is a tenant's row."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from minga.kernel.ids import uuid7
from minga.kernel.sealing import SealedTextField
from minga.kernel.sensitivity import classify

from .accounts import Account


class Session(AbstractBaseSession):
    """A browser that is served; with an account once somebody signed in. `session_key` holds the hash of the cookie."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.TextField(blank=True)

    sensitivity = classify(
        internal="public_id account began_at seen_at expire_date",
        personal="device",
        protected="session_key session_data",
    )

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        from minga.access.session_store import SessionStore

        return SessionStore


class CodeSheet(models.Model):
    """A printed sheet of one-time codes. It counts once confirmed: at once when another person handed it over."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="code_sheets")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    sensitivity = classify(internal="id public_id account issued_at issued_by confirmed_at")

    def __str__(self) -> str:
        return f"{self.account}: {self.issued_at:%Y-%m-%d}"


class SheetCode(models.Model):
    """One numbered code of a sheet, as an Argon2 hash; used once."""

    sheet = models.ForeignKey(CodeSheet, on_delete=models.CASCADE, related_name="codes")
    number = models.PositiveSmallIntegerField()
    code_hash = models.TextField()
    used_at = models.DateTimeField(null=True)

    sensitivity = classify(internal="id sheet number used_at", protected="code_hash")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_code_number_once")]

    def __str__(self) -> str:
        return str(self.number)


class CodeApp(models.Model):
    """The secret that an application of codes (TOTP) shares with us, and the last time step it was used in."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="code_app")
    secret = SealedTextField()
    last_step = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()

    sensitivity = classify(internal="id public_id account last_step added_at", protected="secret")

    def __str__(self) -> str:
        return str(self.account)


class Passkey(models.Model):
    """A passkey (WebAuthn): the public half, the name its owner gave it, how often it said it was used."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    sensitivity = classify(
        internal="id public_id account sign_count added_at used_at",
        personal="name",
        protected="credential_id credential",
    )

    def __str__(self) -> str:
        return self.name


class DirectoryIdentity(models.Model):
    """Who an account is in a municipality's directory: bound at the first sign-in, so a reused e-mail is not it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="directory_identities")
    issuer = models.TextField()
    subject = models.TextField()
    bound_at = models.DateTimeField()

    sensitivity = classify(internal="id account issuer bound_at", personal="subject")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="directory_subject_once"),
            models.UniqueConstraint(fields=["issuer", "account"], name="directory_account_once"),
        ]

    def __str__(self) -> str:
        return self.issuer


class AttemptCount(models.Model):
    """How often something was tried in one window of time; the key is a keyed hash. The table is unlogged."""

    key = models.BinaryField(primary_key=True, max_length=32)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    sensitivity = classify(internal="key count expires_at")

    def __str__(self) -> str:
        return str(self.count)


class Installation(models.Model):
    """The one row that says in which mode this database first served: real data never meets demo mode."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mode = models.TextField()
    since = models.DateTimeField()

    sensitivity = classify(internal="id mode since")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one")]

    def __str__(self) -> str:
        return self.mode
