"""Every write of this area, one file a noun."""

from .erasing import answer_erasure, erase_person, line_of, reapply_erasures
from .exporting import export_person
from .incidents import close_incident, note_told, record_incident
from .keeping import keep_person, let_go, note_inactivity, record_impact_assessment
from .requests import (
    Asked,
    answer_request,
    extend_request,
    identify_asker,
    receive_request,
    review_assessment,
)

__all__ = [
    "Asked",
    "answer_erasure",
    "answer_request",
    "close_incident",
    "erase_person",
    "export_person",
    "extend_request",
    "identify_asker",
    "keep_person",
    "let_go",
    "line_of",
    "note_inactivity",
    "note_told",
    "reapply_erasures",
    "receive_request",
    "record_impact_assessment",
    "record_incident",
    "review_assessment",
]
