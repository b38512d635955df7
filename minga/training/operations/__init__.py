"""Every write of training, one file a noun."""

from .classes import (
    assign_facilitator,
    close_class,
    except_item,
    grant_extra_places,
    open_class,
    plan_class,
    record_check,
    record_checks,
    set_cupo,
)
from .courses import (
    add_course,
    add_facilitator,
    approve_course,
    certify_facilitator,
    change_course,
)
from .cycles import close_cycle, open_cycle, plan_cycle
from .filling import hold_places
from .handing import hand_over
from .places import (
    approve_hours,
    confirm_place,
    enrol,
    hold_place,
    leave_class,
    line_up,
    record_no_show,
    release_place,
)
from .sessions import add_session, add_weekly_sessions, cancel_session, move_session

__all__ = [
    "add_course",
    "add_facilitator",
    "add_session",
    "add_weekly_sessions",
    "approve_course",
    "approve_hours",
    "assign_facilitator",
    "cancel_session",
    "certify_facilitator",
    "change_course",
    "close_class",
    "close_cycle",
    "confirm_place",
    "enrol",
    "except_item",
    "grant_extra_places",
    "hand_over",
    "hold_place",
    "hold_places",
    "leave_class",
    "line_up",
    "move_session",
    "open_class",
    "open_cycle",
    "plan_class",
    "plan_cycle",
    "record_check",
    "record_checks",
    "record_no_show",
    "release_place",
    "set_cupo",
]
