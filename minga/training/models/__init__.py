"""Courses, cycles, classes with their sessions and places."""

from .classes import ClassGroup, OpeningCheck, SeatGrant, Session
from .courses import Course, Cycle, Facilitator, FacilitatorCertificate
from .places import Enrolment, HoursApproval

__all__ = [
    "ClassGroup",
    "Course",
    "Cycle",
    "Enrolment",
    "Facilitator",
    "FacilitatorCertificate",
    "HoursApproval",
    "OpeningCheck",
    "SeatGrant",
    "Session",
]
