"""Receipts of submitted forms: the same form sent again gets the first answer and changes nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.access.models import FormReceipt


@transaction.atomic
def take_submission(*, key: bytes, at: datetime) -> str:
    """Claim a submission for this request; returns the address of the answer when it was given already, else "".

    Two at once: the second waits here for the first to end, then reads its answer, or takes over when the first was
    rolled back or refused.
    """
    FormReceipt.objects.bulk_create([FormReceipt(key=key, at=at)], ignore_conflicts=True)
    return FormReceipt.objects.values_list("location", flat=True).get(key=key)


@transaction.atomic
def keep_answer(*, key: bytes, location: str) -> None:
    """Remember where a claimed submission led."""
    FormReceipt.objects.filter(key=key).update(location=location)


@transaction.atomic
def forget_submission(*, key: bytes) -> None:
    """Give a claimed submission back: the form was shown again with errors and will come once more with this id."""
    FormReceipt.objects.filter(key=key).delete()


@transaction.atomic
def forget_old_receipts(*, before: datetime) -> int:
    """Delete receipts from before an instant; a form that old comes as a new one. Returns how many there were."""
    return FormReceipt.objects.filter(at__lt=before).delete()[0]
