"""Controls drawn in Python are those of Django's templates, letter by letter, but for empty lines between options."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from minga.ui.drawing import Renderer

CHOICES = [("", "Elija"), ("a", "A & «B»"), ("Grupo <1>", [("c", _("Sí")), (4, mark_safe("<b>"))]), (None, 'co"mo')]
HOSTILE = "<script>alert('x')</script> & \"'"
WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(), None),
    (forms.TextInput({"class": "x", "data-y": HOSTILE, "disabled": True, "readonly": False}), HOSTILE),
    (forms.NumberInput({"min": 0}), 3),
    (forms.EmailInput(), "a@b.ec"),
    (forms.URLInput(), "https://a.ec/?b&c"),
    (forms.PasswordInput(), "never shown"),
    (forms.HiddenInput(), HOSTILE),
    (forms.DateInput(), "2026-11-21"),
    (forms.TimeInput(), "18:30"),
    (forms.FileInput(), None),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.CheckboxInput(), HOSTILE),
    (forms.Textarea(), None),
    (forms.Textarea({"rows": 3}), f"\n{HOSTILE}\n"),
    (forms.Select(choices=CHOICES), "a"),
    (forms.Select({"class": "s"}, choices=CHOICES), HOSTILE),
    (forms.Select(choices=[]), None),
    (forms.SelectMultiple(choices=CHOICES), ["a", "c"]),
    (forms.NullBooleanSelect(), True),
    (forms.RadioSelect(choices=CHOICES), "a"),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_control_is_what_django_draws(widget: forms.Widget, value: Any) -> None:
    attrs = {"id": "id_x", "aria-describedby": HOSTILE}
    drawn = widget.render("x", value, attrs, Renderer())
    stock = widget.render("x", value, attrs, TemplatesSetting())
    assert drawn == re.sub("\n+(?=<| )", "\n", stock) if "<option" in stock else drawn == stock
    assert hasattr(drawn, "__html__")
