"""Writing programmes: the frame from data, municipal adaptations, donors' rules, dated settings."""

from .adaptations import adapt_step, set_stage_status
from .frame import load_programme
from .funds import add_fund_rule, remove_fund_rule
from .settings import set_setting

__all__ = [
    "adapt_step",
    "add_fund_rule",
    "load_programme",
    "remove_fund_rule",
    "set_setting",
    "set_stage_status",
]
