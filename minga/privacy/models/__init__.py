"""Requests, the ledger of erasures, notices of inactivity, impact assessments and incidents."""

from .incidents import Incident
from .keeping import ErasureEntry, ImpactAssessment, InactivityNotice
from .requests import RightsRequest

__all__ = ["ErasureEntry", "ImpactAssessment", "InactivityNotice", "Incident", "RightsRequest"]
