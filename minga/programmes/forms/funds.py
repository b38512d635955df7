"""Donors' rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.programmes.models import Fund
from minga.programmes.queries import values_of_fund_rule
from minga.programmes.states import FundRuleKind
from minga.ui.forms import MingaForm


class FundRuleForm(MingaForm):
    """A rule: its kind, what it is about, its share."""

    kind = forms.ChoiceField(
        label=_("Qué condición pone el fondo"), choices=FundRuleKind.choices, widget=forms.RadioSelect
    )
    value = forms.ChoiceField(
        label=_("A qué se refiere"), required=False,
        help_text=_("Población, ciudad o componente, según la condición. Para las demás, déjelo vacío."),
    )  # fmt: skip
    percent = forms.IntegerField(
        label=_("Proporción mínima, en por ciento"), min_value=1, max_value=100, required=False,
        help_text=_("Solo para las proporciones mínimas."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Texto del convenio"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (str(kind.label), values)
            for kind in FundRuleKind
            if (values := values_of_fund_rule(fund, kind)) is not None
        ]
        self.fields["value"].choices = [("", _("Ninguno")), *groups]

    def rule_fields(self) -> dict[str, Any]:
        """What the operation takes; the share as a fraction, and only where the kind has one."""
        data = self.cleaned_data
        has_share = data["kind"].endswith("_min") and data["percent"] is not None
        share = Decimal(data["percent"]) / 100 if has_share else None
        return {"kind": data["kind"], "value": data["value"], "text": data["text"], "share": share}
