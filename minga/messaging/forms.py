"""Forms of messaging."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.ui.forms import MingaForm

from .states import Form


class TemplateForm(MingaForm):
    """A city's own text; the subject is asked only for e-mail."""

    subject = forms.CharField(label=_("Asunto"), max_length=120)
    body = forms.CharField(label=_("Texto"), max_length=4000, widget=forms.Textarea(attrs={"rows": 14}), strip=True)

    def __init__(self, *args: Any, form: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if form != Form.EMAIL:
            del self.fields["subject"]
