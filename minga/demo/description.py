"""The tables of `docs/demo-population.md`, made from the marginals themselves."""

from dataclasses import fields
from typing import Any

from minga.demo import marginals as m

_CROSS = ("moves", "origins")  # shown as the matrix of transitions


def population_tables() -> str:
    """Markdown: one table a group (attribute, shares, source), one for both, and the transitions."""
    parts = [_table(f"Group `{name}`", _group_rows(marginals)) for name, marginals in m.BY_GROUP.items()]
    parts.append(_table("Both groups", _shared_rows()))
    parts.append(_transitions())
    return "\n".join(parts)


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    lines = [f"### {title}", "", "| attribute | shares | source |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {name} | {shares} | {source} |" for name, shares, source in rows), ""])


def _group_rows(marginals: m.Marginals) -> list[tuple[str, str, str]]:
    rows = []
    for field in fields(marginals):
        value = getattr(marginals, field.name)
        if field.name == "needs":
            rows += [(f"need: {name}", _shares(share), share.source) for name, share in value]
        elif field.name not in _CROSS:
            rows.append((field.name, _shares(value), value.source))
    return rows


def _shared_rows() -> list[tuple[str, str, str]]:
    named = {name.lower(): value for name, value in vars(m).items() if isinstance(value, m.Mix | m.Share)}
    return [(name, _shares(value), value.source) for name, value in named.items() if name not in _CROSS]


def _shares(value: Any) -> str:
    if isinstance(value, m.Share):
        return _percent(value.value)
    if all(isinstance(item, int) for item in value.values):
        total = sum(value.weights)
        mean = sum(item * weight for item, weight in value.shares) / total
        return f"{min(value.values)} to {max(value.values)}, mean {mean:.1f}"
    return ", ".join(f"{item} {_percent(value.share(item))}" for item in value.values)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".0 %", " %")


def _transitions() -> str:
    lines = [
        "### Of 1,000 people in mobility who work: sector in origin (rows) and today (columns)",
        "",
        "| origin | " + " | ".join(m.SECTORS) + " | all |",
        "| --- " * (len(m.SECTORS) + 2) + "|",
    ]
    rows = [(name, *row, sum(row)) for name, row in m.TRANSITIONS.items()]
    totals = [sum(column) for column in zip(*m.TRANSITIONS.values(), strict=True)]
    rows.append(("all", *totals, sum(totals)))
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join([*lines, ""])
