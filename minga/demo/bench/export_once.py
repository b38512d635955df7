"""The process that `bin/bench export` measures: one file of people, written sealed and read back."""

import json
import resource
import sys
import time
from collections.abc import Iterator

import django

COLUMNS = (
    "code", "given_names", "surnames", "sex", "age", "birth_date", "nationality", "population_group", "sector",
    "children_in_care", "registered_at", "document_kind", "document_number", "phone", "email", "address",
    "migratory_condition",
)  # fmt: skip


def main() -> None:
    """Print what it took as JSON; the memory is read before the file is read back."""
    django.setup()
    case = sys.argv[1]
    figures = one_city() if case == "city_xlsx" else everybody(case)
    sys.stdout.write(json.dumps(figures) + "\n")


def everybody(file_format: str) -> dict[str, float]:
    """All people of all municipalities in one file: seven cells of each are opened from their seals."""
    from minga.exports.registry import dataset_of
    from minga.exports.writing import written
    from minga.kernel import clock, files
    from minga.kernel.actor import system_actor
    from minga.kernel.tenancy import scope
    from minga.people.models import Person
    from minga.territory.models import Municipality

    table = dataset_of("personas")
    at, wanted = clock.now(), 0
    for municipality in Municipality.objects.all():
        with scope(municipality.pk):
            wanted += Person.objects.count()

    def rows() -> Iterator[list[object]]:
        for municipality in Municipality.objects.order_by("slug"):
            with scope(municipality.pk):
                for _subject, cells in table.rows(system_actor(municipality.pk), {}, COLUMNS, at):
                    yield cells

    headings = [str(column.label) for column in table.chosen(list(COLUMNS))]
    begun = time.perf_counter()
    file_id = files.store(written(file_format, headings, rows()))
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    content = files.opened(file_id)
    size = content.getbuffer().nbytes
    found = counted(file_format, content)
    files.delete(file_id)
    return {
        "people": wanted, "seconds": seconds, "peak_rss_mb": peak, "bytes": size, "errors": abs(found - wanted),
    }  # fmt: skip


def one_city() -> dict[str, float]:
    """The largest city asked for with sensitive columns, approved by another account, made, taken and ended."""
    from minga.access.models import Account
    from minga.exports import operations
    from minga.exports.registry import dataset_of
    from minga.kernel import clock
    from minga.kernel.actor import Actor
    from minga.kernel.tenancy import scope
    from minga.territory.models import Municipality

    municipality = Municipality.objects.get(slug="quito")
    first, second = (
        Actor(account.pk, frozenset({"coordinator"}), municipality.pk, account.name)
        for account in Account.objects.order_by("pk")[:2]
    )
    at = clock.now()
    begun = time.perf_counter()
    with scope(municipality.pk):
        export = operations.request_export(
            dataset=dataset_of("personas"),
            parameters={},
            columns=list(COLUMNS),
            file_format="xlsx",
            reason="service",
            reason_text="Medir cuánto tarda una exportación",
            municipality=municipality,
            actor=first,
            at=at,
        )
        operations.approve_export(export=export, note="", actor=second, at=at)
        export = operations.build_export(export=export, actor=first, at=at)
        content = operations.download_export(export=export, actor=first, at=at)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    errors = abs(counted("xlsx", content) - export.people)
    with scope(municipality.pk):
        operations.cancel_export(export=export, actor=first, at=at)
    return {
        "people": export.people, "seconds": seconds, "peak_rss_mb": peak, "bytes": export.file_bytes, "errors": errors,
    }  # fmt: skip


def counted(file_format: str, content) -> int:  # type: ignore[no-untyped-def]
    """Rows below the headings, as another program reads them."""
    import csv
    import io

    import python_calamine

    if file_format == "csv":
        return sum(1 for _row in csv.reader(io.TextIOWrapper(content, "utf-8-sig", newline=""), delimiter=";")) - 1
    sheet = python_calamine.load_workbook(content).get_sheet_by_index(0)
    return sum(1 for _row in sheet.iter_rows()) - 1


if __name__ == "__main__":
    main()
