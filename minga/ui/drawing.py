"""Plain controls drawn in Python: the same HTML as Django's widget templates, which cost more than the page round them.

Named in `FORM_RENDERER`; a widget with a template of its own is drawn from that template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]
_FOLDER = "django/forms/widgets/"
_INPUTS = (
    *("text", "number", "email", "url", "tel", "search", "color", "password", "hidden"),
    *("date", "datetime", "time", "file", "checkbox"),
)


class Renderer(TemplatesSetting):
    """Draws inputs, text areas and lists of options itself and leaves the rest to the templates."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> SafeString:
        """The HTML of a control."""
        draw = _DRAWN.get(template_name)
        if draw is None:
            drawn: SafeString = super().render(template_name, context, request)
            return drawn
        return mark_safe(draw(context["widget"]))  # noqa: S308 - every value is escaped where it is put in


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        parts += [f'  <optgroup label="{_text(group)}">'] if group else []
        parts += [f"  {_option(option)}" for option in options]
        parts += ["  </optgroup>"] if group else []
    return "\n".join([*parts, "</select>"])


def _option(option: Widget) -> str:
    label = conditional_escape(option["label"])
    return f'<option value="{_text(option["value"])}"{_attributes(option)}>{label}</option>'


def _attributes(widget: Widget) -> str:
    given = [(name, value) for name, value in widget["attrs"].items() if value is not False]
    return "".join(f" {_text(name)}" + ("" if value is True else f'="{_text(value)}"') for name, value in given)


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


_DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"{_FOLDER}{kind}.html": _input for kind in _INPUTS},
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
}
