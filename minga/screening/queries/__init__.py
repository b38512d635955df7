"""Every read of screening that a page or another area uses."""

from minga.screening.queries.answers import answers_of, person_answers
from minga.screening.queries.assessments import (
    assessment_of,
    assessments_in_force,
    component_counts,
    pending_assessments,
    referral_share,
    urgent_count,
)
from minga.screening.queries.instruments import Loaded, light_version, loaded, version_in_force
from minga.screening.queries.submissions import (
    drafts,
    drafts_of,
    minutes_taken,
    own_assessment,
    ranges_of_people,
    submission_by_code,
    submissions_of,
    timeline,
)
from minga.screening.queries.wishes import my_day_wishes, open_wishes, opened_wishes

__all__ = [
    "Loaded",
    "answers_of",
    "assessment_of",
    "assessments_in_force",
    "component_counts",
    "drafts",
    "drafts_of",
    "light_version",
    "loaded",
    "minutes_taken",
    "my_day_wishes",
    "open_wishes",
    "opened_wishes",
    "own_assessment",
    "pending_assessments",
    "person_answers",
    "ranges_of_people",
    "referral_share",
    "submission_by_code",
    "submissions_of",
    "timeline",
    "urgent_count",
    "version_in_force",
]
