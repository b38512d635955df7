"""Which control a form field gets, and its HTML. Works for our own forms and for those of other packages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .dates import DateBoxes

_WIDTHS = ((4, "govuk-input--width-4"), (12, "govuk-input--width-10"), (24, "govuk-input--width-20"))


def kind_of(field: BoundField) -> str:
    """The component that shows this field; `text` for every single-line input."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (forms.HiddenInput, "hidden"),
        (DateBoxes, "date"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "check"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
    )
    return next((kind for widget, kind in kinds if isinstance(field.field.widget, widget)), "text")


def error_target(field: BoundField) -> str:
    """The id that an error summary links to: the input, the first option, or the day of a date."""
    kind, base = kind_of(field), field.auto_id or field.html_name
    if kind in ("radios", "checkboxes"):
        return f"{base}_0"
    return f"{base}_day" if kind == "date" else base


def described_by(field: BoundField, hint: str = "") -> str:
    """Ids of the hint (when there is one) and of the error (when there is one), separated by a space."""
    base = field.auto_id or field.html_name
    return " ".join(filter(None, [f"{base}-hint" if hint else "", f"{base}-error" if field.errors else ""]))


def render_control(field: BoundField, describedby: str = "") -> SafeString:
    """The control alone (no label, hint or error). `describedby`: ids separated by spaces."""
    kind, widget = kind_of(field), field.field.widget
    attrs = _attributes(field, kind, describedby)
    if kind in ("radios", "checkboxes", "date"):
        context = widget.get_context(field.html_name, field.value(), attrs)
        context["is_wrong"] = bool(field.errors)
        return render_to_string(f"ui/widgets/{kind}.html", context)
    return field.as_widget(attrs=attrs)


def _attributes(field: BoundField, kind: str, describedby: str) -> dict[str, Any]:
    attrs: dict[str, Any] = {"id": field.auto_id or field.html_name}
    own = field.field.widget.attrs
    if describedby or own.get("aria-describedby"):
        attrs["aria-describedby"] = describedby or own["aria-describedby"]
    if field.errors and kind not in ("radios", "checkboxes", "date"):
        attrs["aria-invalid"] = "true"
    if kind in ("text", "textarea", "select", "file", "check"):
        attrs["class"] = " ".join(filter(None, [_class(field, kind), own.get("class", "")]))
    if isinstance(field.field, forms.IntegerField) and kind == "text":
        attrs["inputmode"] = "numeric" if type(field.field) is forms.IntegerField else "decimal"
    return attrs


def _class(field: BoundField, kind: str) -> str:
    base = {
        "text": "govuk-input", "textarea": "govuk-textarea", "select": "govuk-select",
        "file": "govuk-file-upload", "check": "govuk-checkboxes__input",
    }[kind]  # fmt: skip
    wrong = f" {base}--error" if field.errors and kind != "check" else ""
    longest = getattr(field.field, "max_length", None)
    if kind != "text" or "class" in field.field.widget.attrs:
        return base + wrong
    if isinstance(field.field, forms.IntegerField):
        digits = 5 if type(field.field) is forms.IntegerField else 10
        return f"{base} govuk-input--width-{digits}{wrong}"
    width = next((css for limit, css in _WIDTHS if longest and longest <= limit), "govuk-input--width-30")
    return f"{base} {width}{wrong}"
