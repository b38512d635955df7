"""Build the default workbook from its CSV files (minga/screening/data/focalizacion_v1/)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.screening.data.build_default import WORKBOOK, build
from minga.screening.rules.workbook import read_workbook
from minga.screening.wording import problem_text


class Command(BaseCommand):
    """Writes the workbook only when it can be used."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        content = build()
        reading = read_workbook(content)
        for problem in reading.problems:
            self.stderr.write(f"{problem.sheet} {problem.row}: {problem_text(problem.code, problem.details)}")
        if reading.instrument is None:
            raise CommandError("The workbook has errors and was not written.")
        WORKBOOK.write_bytes(content)
        self.stdout.write(f"{WORKBOOK.name}: {len(reading.instrument.questions)} questions")
