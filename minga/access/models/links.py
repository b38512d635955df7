"""Secrets of links and receipts of submitted forms; neither is a tenant's row."""

from django.db import models

from minga.kernel.sensitivity import classify
from minga.territory.models import Municipality


class AccessToken(models.Model):
    """Hash of a secret in a link → municipality, object, purpose, expiry: resolved before there is a scope."""

    token_hash = models.BinaryField(unique=True, max_length=32)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    object_public_id = models.UUIDField()
    purpose = models.SlugField()
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    sensitivity = classify(internal="id token_hash municipality object_public_id purpose expires_at created_at")

    class Meta:
        indexes = [models.Index(fields=["object_public_id", "purpose"], name="token_by_object")]

    def __str__(self) -> str:
        return self.purpose


class FormReceipt(models.Model):
    """The answer already given to a submission id: a replay of a POST gets it again and changes nothing."""

    key = models.BinaryField(unique=True, max_length=32)
    location = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    sensitivity = classify(internal="id key location at")

    def __str__(self) -> str:
        return self.location
