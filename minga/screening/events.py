"""What screening tells the areas above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AssessmentDecided:
    """A named person confirmed or changed the advice on somebody."""

    assessment_id: int
    person_id: int
    municipality_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionFinished:
    """Somebody's interview is complete and has been valued."""

    submission_id: int
    person_id: int | None
    municipality_id: int
    at: datetime
