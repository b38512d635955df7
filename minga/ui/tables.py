"""HTML of tables and badges that templates cannot do alone."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

TONES = ("grey", "green", "blue", "yellow", "red", "violet")

_CELL = re.compile(r"<(tr|td|th)\b([^>]*)>", re.IGNORECASE)
_HEAD = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.IGNORECASE | re.DOTALL)


def badge(label: object, tone: str = "") -> SafeString:
    """A word on a tint; the word alone carries the meaning. Unknown tones are refused with ValueError."""
    if tone and tone not in TONES:
        raise ValueError(f"badge tone {tone!r} is none of {', '.join(TONES)}")
    return format_html('<span class="minga-badge minga-badge--{}">{}</span>', tone or "grey", label)


def scoped_head(head: str) -> SafeString:
    """Header cells, each with a scope and a role (roles keep the table a table when CSS stacks it)."""

    def opened(match: re.Match[str]) -> str:
        given = match.group(1)
        scope = "" if "scope=" in given else ' scope="col"'
        return f'<th{given}{scope} role="columnheader">{match.group(2)}</th>'

    return mark_safe(_HEAD.sub(opened, conditional_escape(head)))  # noqa: S308 - escaped on the line itself


def stack_cells(rows: str, head: str) -> SafeString:
    """`rows` (HTML of `<tr>`s) with `data-label` from `head` (HTML of `<th>`s), and ARIA roles.

    A cell that already has `data-label` keeps it; `colspan` counts. Tables inside cells are not supported.
    """
    labels = [strip_tags(words).strip().replace('"', "&quot;") for _, words in _HEAD.findall(conditional_escape(head))]
    column = 0

    def marked(match: re.Match[str]) -> str:
        nonlocal column
        tag, given = match.group(1).lower(), match.group(2)
        if tag == "tr":
            column = 0
            return f'<tr{given} role="row">'
        label = labels[column] if column < len(labels) else ""
        span = re.search(r"colspan=\"?(\d+)", given)
        column += int(span.group(1)) if span else 1
        if span and int(span.group(1)) > 1:
            label = ""
        shown = "" if "data-label=" in given or not label else f' data-label="{label}"'
        role = "rowheader" if tag == "th" else "cell"
        return f'<{tag}{given}{shown} role="{role}">'

    return mark_safe(_CELL.sub(marked, conditional_escape(rows)))  # noqa: S308 - escaped on the line itself
