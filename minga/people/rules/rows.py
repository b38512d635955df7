"""One row of a sheet to the values of a person, with everything that was repaired or is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from minga.kernel.names import has_lost_characters, repaired_text

from ..states import PopulationGroup, Sex
from .dates import shown
from .hidden import without_hidden
from .nationality import read_nationality
from .row_contacts import read_contacts, read_identity, read_trusted
from .row_dates import DATE_FIELDS, read_dates
from .row_result import RowResult, RowSettings
from .values import is_not_said, read_count, read_population_group, read_sex

MAX_TEXT = {
    "given_names": 120,
    "surnames": 120,
    "known_as": 60,
    "trusted_name": 120,
    "trusted_relationship": 60,
}
_TEXTS = tuple(
    re.findall(
        r"\w+",
        "given_names surnames known_as gender_identity migratory_condition address sector access_needs "
        "trusted_name trusted_relationship may_be_told safe_contact_note external_id",
    )
)
_EXCEL_ERROR = re.compile(r"^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|¡REF!|¡VALOR!|¿NOMBRE\?|N/D)$")


def validate_row(row_no: int, raw: Mapping[str, Any], settings: RowSettings) -> RowResult:
    """Read every field of an assembled row; collects all that is wrong instead of stopping at the first.

    A document or phone that fails a check only warns (facts B); an unknown value of a closed list, a date
    that cannot be read, a missing name or an age under the minimum are errors: the row waits to be corrected.
    """
    result = RowResult(row_no)
    cells = {name: _clean(result, name, cell) for name, cell in raw.items()}
    for read in _READERS:
        read(result, cells, settings)
    return result


def _clean(result: RowResult, name: str, cell: Any) -> Any:
    """Text without stray spaces and with its accents, whole numbers without `.0`; dates stay dates."""
    if isinstance(cell, list):
        return [_clean(result, name, each) for each in cell]
    if isinstance(cell, date):
        return cell if name in DATE_FIELDS else shown(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if name in DATE_FIELDS and isinstance(cell, int | float):
        return cell
    text = " ".join(str(cell).split())
    if not text.isascii():  # before anything is taken out: half of a broken accent may be a hidden sign
        text = _mended(result, name, text)
    text, had_hidden = without_hidden(text)
    if had_hidden:
        text = " ".join(text.split())
        result.warn("hidden_characters", name, value=text)
    if text.startswith("#") and _EXCEL_ERROR.match(text):
        result.error("excel_error", name, written=text)
        return ""
    return text


def _mended(result: RowResult, name: str, text: str) -> str:
    fixed, changed = repaired_text(text)
    if changed:
        result.repaired("accents_restored", name, written=without_hidden(text)[0], value=without_hidden(fixed)[0])
    if has_lost_characters(fixed):
        result.warn("lost_characters", name, written=without_hidden(fixed)[0])
    return fixed


def _read_names(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    if not cells.get("given_names"):
        # one column for the whole name: kept whole, since where the surnames begin would be a guess
        whole = cells.get("full_name") or ""
        cells["given_names"] = whole or cells.pop("surnames", "")
    if not cells["given_names"]:
        result.error("name_missing", "given_names")
    elif not any(c.isalpha() for c in cells["given_names"]):
        result.error("name_without_letters", "given_names", written=cells["given_names"])


def _read_texts(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    for name in _TEXTS:
        text = str(cells.get(name) or "")
        limit = MAX_TEXT.get(name, 500)
        if len(text) > limit:
            result.error("too_long", name, limit=limit)
        elif text:
            result.values[name] = text


def _read_choices(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    _choose(result, cells, "sex", read_sex, default=Sex.UNDISCLOSED)
    _choose(result, cells, "nationality", read_nationality, default="")
    _choose(result, cells, "population_group", read_population_group, default="")
    if not result.values.get("population_group"):
        _assume_population(result, settings)


def _choose(result: RowResult, cells: dict[str, Any], name: str, read: Callable, default: str) -> None:
    text = str(cells.get(name) or "")
    value = read(text) if text else default
    if value is None and is_not_said(text):
        value = default
    if value is None:
        result.error("unknown_value", name, written=text)
    elif value:
        result.values[name] = str(value)


def _assume_population(result: RowResult, settings: RowSettings) -> None:
    """A sheet that does not say the group: the batch's default, else by nationality; always reported."""
    if any(problem.field == "population_group" for problem in result.errors):
        return
    nationality = result.values.get("nationality", "")
    group = settings.population_default
    if not group and nationality:
        group = PopulationGroup.HOST if nationality == "EC" else PopulationGroup.DESTINATION
    if not group:
        result.error("population_missing", "population_group")
        return
    result.values["population_group"] = str(group)
    result.repaired("population_assumed", "population_group", value=str(group))


def _read_numbers(result: RowResult, cells: dict[str, Any], settings: RowSettings) -> None:
    text = str(cells.get("children_in_care") or "") if cells.get("children_in_care") != 0 else "0"
    if not text or is_not_said(text):
        return
    count = read_count(text)
    if count is None:
        result.error("not_a_count", "children_in_care", written=text)
    else:
        result.values["children_in_care"] = count


_READERS = (
    _read_names,
    _read_texts,
    _read_choices,
    read_dates,
    read_identity,
    read_contacts,
    read_trusted,
    _read_numbers,
)
