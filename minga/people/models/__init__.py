"""People and what is known of them."""

from .contact import ContactPoint, TrustedPerson
from .participations import Participation, ParticipationFunding
from .persons import Consent, Document, Household, Person

__all__ = [
    "Consent",
    "ContactPoint",
    "Document",
    "Household",
    "Participation",
    "ParticipationFunding",
    "Person",
    "TrustedPerson",
]
