"""What pyxform, the reference reader of XLSForm, says about a workbook."""

import re
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from minga.screening.rules.problems import ERROR, WARNING, LoadProblem

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]", re.IGNORECASE)
_NOT_OURS = ("missing the survey", "missing the choices")


def xlsform_problems(content: bytes) -> list[LoadProblem]:
    """Errors and warnings of pyxform for the XLSForm sheets, without its check of missing translations
    (ours names rows).
    """
    warnings: list[str] = []
    try:
        result: Any = convert(content, warnings=warnings, validate=False, file_type=".xlsx")
    except (PyXFormError, ValueError, KeyError, TypeError, AttributeError) as fault:
        return [_problem(str(fault), ERROR)]
    noted = dict.fromkeys([*warnings, *getattr(result, "warnings", ())])
    return [_problem(text, WARNING) for text in noted if not any(part in text for part in _NOT_OURS)]


def _problem(text: str, severity: str) -> LoadProblem:
    found = _ROW.search(text)
    row = int(found.group(1)) if found else 0
    return LoadProblem("survey", row, "", "pyxform", severity, {"text": text[:400]})
