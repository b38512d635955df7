"""Forms of programmes."""

from .adaptations import StageForm, StepForm
from .funds import FundRuleForm
from .settings import SettingForm

__all__ = ["FundRuleForm", "SettingForm", "StageForm", "StepForm"]
