"""Filters of screening's pages: expressions that fit a phone, texts in the language of the page."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from minga.screening.rules.instrument import Text

register = template.Library()


@register.filter
def expression(text: str) -> SafeString:
    """An expression as code that may break after brackets and underscores, so that it fits 320 px."""
    return mark_safe(f"<code>{breakable(text)}</code>")  # noqa: S308 - escaped by breakable


@register.filter
def breakable(text: str) -> SafeString:
    """A text whose long names may break after brackets, dashes and underscores."""
    return mark_safe(re.sub(r"([_({,-])", r"\1<wbr>", escape(text)))  # noqa: S308 - escaped first


@register.filter
def said(text: Text) -> str:
    """A text of the instrument in the language of the page."""
    return text.in_language(get_language() or "es") if text else ""
