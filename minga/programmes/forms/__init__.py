"""Forms of programmes."""

from .adaptations import StageForm, StepForm
from .electoral import ElectoralPeriodForm
from .funds import FundRuleForm
from .settings import SettingForm

__all__ = ["ElectoralPeriodForm", "FundRuleForm", "SettingForm", "StageForm", "StepForm"]
