"""Sealed values: AES-256-GCM bound to table, row and field, and blind indexes for equality.

A sealed value is `version (1) | key id (1) | nonce (12) | ciphertext and tag`; its associated data is
`table:public_id:field`, so a ciphertext moved to another row or field does not open.
"""

from __future__ import annotations

import hmac
import os
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models

from .keys import key_ring

VERSION = 1
BLIND_INDEX_BYTES = 16


class CannotOpen(Exception):
    """The value was altered, moved from another row, or its key is gone."""


@cache
def _cipher_of(key: bytes) -> AESGCM:
    return AESGCM(key)


def cipher(key_id: int) -> AESGCM:
    """The cipher of a key; KeyError when the ring has none by this id, also after reading the ring anew."""
    ring = key_ring()
    if key_id not in ring.sealing:
        ring = key_ring(anew=True)
    return _cipher_of(ring.sealing[key_id])


def key_id_of(value: bytes) -> int:
    """The id of the key that a sealed value was sealed with."""
    return value[1]


def seal(text: str, *, context: str) -> bytes:
    """The sealed bytes of a text; `context` is `table:public_id:field`."""
    key_id = key_ring().current
    nonce = os.urandom(12)
    body = cipher(key_id).encrypt(nonce, text.encode(), context.encode())
    return bytes((VERSION, key_id)) + nonce + body


def unseal(value: bytes, *, context: str) -> str:
    """The text of sealed bytes; CannotOpen when they do not belong to this context."""
    try:
        return cipher(value[1]).decrypt(value[2:14], value[14:], context.encode()).decode()
    except (InvalidTag, KeyError, IndexError) as error:
        raise CannotOpen(context) from error


def blind_index(kind: str, normalised: str) -> bytes:
    """16 bytes that are equal when kind and normalised text are equal, and say nothing without the key."""
    digest = hmac.digest(key_ring().blind, f"{kind}:{normalised}".encode(), "sha256")
    return digest[:BLIND_INDEX_BYTES]


class SealedBytes(bytes):
    """Bytes as they came from the database, not opened yet."""


class _SealedAttribute:
    """Opens the value on first reading, when the row's id is known."""

    def __init__(self, field: SealedTextField):
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:  # deferred
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, SealedBytes):
            value = unseal(value, context=self.field.context_of(instance))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.Field):
    """Text sealed in a `bytea` column; empty text stays empty and unsealed, equality and ordering are refused.

    The model must have `public_id`, known before the first save.
    """

    description = "Sealed text"

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("default", "")
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))

    def context_of(self, instance: Any) -> str:
        return f"{self.model._meta.db_table}:{instance.public_id}:{self.name}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return SealedBytes(value) if value else ""

    def pre_save(self, model_instance: Any, add: bool) -> bytes:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, SealedBytes):
            return bytes(value)
        return seal(value, context=self.context_of(model_instance)) if value else b""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value.encode() if isinstance(value, str) and not value else value

    def get_lookup(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: search through its blind index")

    def value_to_string(self, obj: Any) -> str:
        return ""


class BlindIndexField(models.BinaryField):
    """Column for `blind_index(...)`: 16 bytes or NULL."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("null", True)
        kwargs.setdefault("max_length", BLIND_INDEX_BYTES)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
