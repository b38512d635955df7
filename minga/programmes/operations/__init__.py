"""Writing programmes: the frame from data, adaptations, donors' rules, dated settings, electoral periods."""

from .adaptations import adapt_step, set_stage_status
from .electoral import end_electoral_period, set_electoral_period
from .frame import load_programme
from .funds import add_fund_rule, remove_fund_rule
from .settings import set_setting

__all__ = [
    "adapt_step",
    "add_fund_rule",
    "end_electoral_period",
    "load_programme",
    "remove_fund_rule",
    "set_electoral_period",
    "set_setting",
    "set_stage_status",
]
