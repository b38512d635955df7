"""The default workbook with some cells changed, for tests of new versions."""

from __future__ import annotations

import csv
import shutil
import tempfile
from pathlib import Path

from minga.screening.data.build_default import SOURCE, build


def default_with(sheet: str, changes: dict[str, dict[str, str]], key: str = "code") -> bytes:
    """The workbook where rows of a sheet, by `key`, have other cells."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        shutil.copytree(SOURCE, source)
        path = source / f"{sheet}.csv"
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for row in rows:
            row.update(changes.get(row[key], {}))
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return build(source)
