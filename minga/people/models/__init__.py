"""People and what is known of them."""

from .contact import ContactPoint, TrustedPerson
from .elsewhere import ElsewhereQuestion, Transfer, Untraceable
from .imports import ChangeSet, ColumnMapping, ImportBatch, ImportRow
from .participations import Participation, ParticipationFunding
from .persons import Consent, Document, Household, Person

__all__ = [
    "ChangeSet",
    "ColumnMapping",
    "Consent",
    "ContactPoint",
    "Document",
    "ElsewhereQuestion",
    "Household",
    "ImportBatch",
    "ImportRow",
    "Participation",
    "ParticipationFunding",
    "Person",
    "Transfer",
    "TrustedPerson",
    "Untraceable",
]
