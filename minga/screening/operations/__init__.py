"""Every write of screening."""

from minga.screening.operations.assessments import (
    confirm_assessment,
    evaluate_all,
    evaluate_part,
    evaluate_submission,
    override_assessment,
)
from minga.screening.operations.handing import hand_over
from minga.screening.operations.importing import ImportReport, import_answers
from minga.screening.operations.instruments import load_default_version, load_workbook, publish_version
from minga.screening.operations.registering import finish_self_registration
from minga.screening.operations.submissions import (
    Interview,
    finish_submission,
    record_interviews,
    save_page,
    start_submission,
)
from minga.screening.operations.wishes import attend_wish, forget_wishes, note_earlier_wishes

__all__ = [
    "ImportReport",
    "Interview",
    "attend_wish",
    "confirm_assessment",
    "evaluate_all",
    "evaluate_part",
    "evaluate_submission",
    "finish_self_registration",
    "finish_submission",
    "forget_wishes",
    "hand_over",
    "import_answers",
    "load_default_version",
    "load_workbook",
    "note_earlier_wishes",
    "override_assessment",
    "publish_version",
    "record_interviews",
    "save_page",
    "start_submission",
]
