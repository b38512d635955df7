"""The directory of services, referrals with their links, and protected cases."""

from .cases import CareRecord, Case, CaseNote, CaseTask, PapTraining, ProtectionAlert
from .directory import Agreement, Service, ServicePlace
from .referrals import PartnerLink, Referral, ReferralGroup, ReferralMove

__all__ = [
    "Agreement",
    "CareRecord",
    "Case",
    "CaseNote",
    "CaseTask",
    "PapTraining",
    "PartnerLink",
    "ProtectionAlert",
    "Referral",
    "ReferralGroup",
    "ReferralMove",
    "Service",
    "ServicePlace",
]
