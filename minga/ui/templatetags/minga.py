"""Tags and filters of every page: links, one-time submissions, dates, money, phones, badges, controls."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import segno
from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from minga.kernel import phones
from minga.kernel.ids import uuid7
from minga.ui import controls, formats, links, tables

register = template.Library()


@register.simple_tag(takes_context=True)
def turl(context: Context, name: str, *args: Any, **kwargs: Any) -> str:
    """Address of a page of this municipality: `{% turl 'people:person-detail' person.public_id %}`."""
    return links.tenant_url(context["request"], name, *args, **kwargs)


@register.simple_tag(takes_context=True)
def turl_if(context: Context, name: str, *args: Any, **kwargs: Any) -> str:
    """As `turl`, and empty where this page does not exist; for links to areas above."""
    return links.tenant_url_or_none(context.get("request"), name, *args, **kwargs) or ""


@register.simple_tag
def url_if(name: str) -> str:
    """Address of a page outside any municipality, empty where there is none."""
    return links.url_or_none(name) or ""


@register.simple_tag(takes_context=True)
def submission_id(context: Context) -> SafeString:
    """Hidden one-time id of this form; the id that came with a form shown again is kept."""
    request = context.get("request")
    typed = request.POST.get("_submission", "") if request is not None else ""
    return format_html('<input type="hidden" name="_submission" value="{}">', _uuid_or_new(typed))


def _uuid_or_new(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid7()


@register.filter
def when(value: datetime | date | None) -> str:
    """«sábado 21 de noviembre, 18:30», or the day alone for a date; nothing for nothing."""
    if not value:
        return ""
    if isinstance(value, datetime):
        return formats.as_instant(value)
    return formats.as_full_date(value)


@register.filter
def natural_date(value: datetime | date | None) -> str:
    """«hoy», «mañana, 18:30», «lunes 4 de enero de 2027»."""
    return formats.as_natural_date(value) if value else ""


@register.filter
def money(amount: Decimal | int | None, currency: str = "USD") -> str:
    """«USD 1.000,00»; nothing for nothing."""
    return "" if amount is None else formats.as_money(amount, currency)


@register.filter
def number(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """«1.234»; nothing for nothing."""
    return "" if value is None else formats.as_number(value, decimals)


@register.filter
def phone(value: str | None) -> str:
    """«099 123 4567»."""
    return phones.shown(phones.read_phone(value).e164 or value) if value else ""


@register.simple_tag
def badge_for(value: Any, field: str = "", tone: str = "") -> SafeString:
    """A badge for a choice (`Enrolment.State.CONFIRMED`) or for a field of an object (`enrolment 'state'`).

    The colour is `tone`, else `badge_tones[value]` of the choice or model, else grey; the words are the label.
    """
    label, key = value, value
    if field:
        key = getattr(value, field)
        label = getattr(value, f"get_{field}_display", lambda: key)()
    tones = getattr(value, "badge_tones", {})
    return tables.badge(getattr(label, "label", label), tone or tones.get(key, ""))


@register.simple_tag
def badge(label: object, tone: str = "") -> SafeString:
    """A badge with these words, for rows of long tables: fifty components cost more than the page."""
    return tables.badge(label, tone)


@register.filter
def control(field: BoundField, describedby: str = "") -> SafeString:
    """The input of a form field with our classes, described by its hint and error."""
    return controls.render_control(field, describedby)


@register.simple_tag
def described_by(field: BoundField, hint: str = "") -> str:
    """Ids of the hint and the error of a field, as its template names them."""
    return controls.described_by(field, hint)


@register.filter
def kind_of(field: BoundField) -> str:
    """`text`, `textarea`, `select`, `radios`, `checkboxes`, `check`, `date`, `file` or `hidden`."""
    return controls.kind_of(field)


@register.filter
def error_target(field: BoundField) -> str:
    """Id of the element to focus for this field's error."""
    return controls.error_target(field)


@register.filter
def stack_cells(rows: str, head: str) -> SafeString:
    """Rows of a table with the words of their column beside each cell, for narrow screens."""
    return tables.stack_cells(rows, head)


@register.filter
def scoped_head(head: str) -> SafeString:
    """Header cells with `scope="col"` where it was left out."""
    return tables.scoped_head(head)


@register.filter
def number_or_text(value: Any) -> str:
    """A number as people write it; anything else as it is."""
    return formats.as_number_or_text(value)


@register.simple_tag
def qr_svg(data: str) -> SafeString:
    """The QR code of a text, as SVG without size, black on white."""
    return SafeString(segno.make(data, error="m", micro=False).svg_inline(omitsize=True, border=2))


@register.filter
def extra(attrs: Any) -> SafeString:
    """What a caller gave a component beyond its props, as escaped HTML attributes.

    A class or an event attribute is refused with ValueError: looks are props, and pages run no inline script.
    """
    given = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    for name in given:
        if name == "class" or name == "style" or name.startswith("on"):
            raise ValueError(f"a component takes no {name!r}: use its props, or an element of your own around it")
    return flatatt(given)
