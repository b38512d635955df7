"""Registration sheets of the demo population as a municipality would send them: CSV, XLSX, Kobo's export."""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import xlsxwriter

from minga.demo.records import Registration
from minga.kernel.identity import DocumentKind

Cell = str | int

_SEX = {"female": "Mujer", "male": "Hombre"}
_GROUP = {"mobility": "Movilidad humana", "host": "Comunidad de acogida"}
_COUNTRY = {"VE": "Venezuela", "CO": "Colombia", "PE": "Perú", "EC": "Ecuador"}
_DOCUMENT = {
    DocumentKind.CEDULA_EC: "Cédula ecuatoriana",
    DocumentKind.CEDULA_EXTRANJERIA: "Cédula de extranjería",
    DocumentKind.PASAPORTE: "Pasaporte",
    DocumentKind.CEDULA_VE: "Cédula venezolana",
    DocumentKind.CEDULA_CO: "Cédula colombiana",
    DocumentKind.CARNE_REFUGIADO: "Carné de refugiado",
    DocumentKind.CERTIFICADO_PERMANENCIA: "Certificado de permanencia migratoria",
    DocumentKind.SIN_DOCUMENTO: "Sin documento",
}


def _written(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


COLUMNS: tuple[tuple[str, Callable[[Registration], Cell]], ...] = (
    ("Nombres", lambda row: row.given_names),
    ("Apellidos", lambda row: row.surnames),
    ("Tipo de documento", lambda row: _DOCUMENT[DocumentKind(row.document_kind)]),
    ("Número de documento", lambda row: row.document_number),
    ("Fecha de nacimiento", lambda row: _written(row.birth_on)),
    ("Sexo", lambda row: _SEX[row.sex]),
    ("Nacionalidad", lambda row: _COUNTRY[row.nationality]),
    ("Grupo de población", lambda row: _GROUP[row.group]),
    ("Teléfono", lambda row: row.phone),
    ("Correo electrónico", lambda row: row.email),
    ("Fecha de llegada al país", lambda row: _written(row.arrived_on)),
    ("Reside en la zona desde", lambda row: _written(row.resident_since)),
    ("Niños, niñas y adolescentes a cargo", lambda row: row.household.dependants),
    ("Fecha de inscripción", lambda row: _written(row.registered_on)),
)

# Kobo's names are the names of the form's questions; a multiple choice becomes one column a choice.
_KOBO: tuple[tuple[str, Callable[[Registration], Cell]], ...] = (
    ("nombres", lambda row: row.given_names),
    ("apellidos", lambda row: row.surnames),
    ("tipo_documento", lambda row: row.document_kind),
    ("numero_documento", lambda row: row.document_number),
    ("fecha_nacimiento", lambda row: row.birth_on.isoformat()),
    ("sexo", lambda row: row.sex),
    ("nacionalidad", lambda row: row.nationality),
    ("grupo_de_poblacion", lambda row: "destination" if row.group == "mobility" else "host"),
    ("telefono", lambda row: row.phone),
    ("correo", lambda row: row.email),
    ("fecha_de_llegada_al_pais", lambda row: row.arrived_on.isoformat() if row.arrived_on else ""),
    ("reside_en_la_zona_desde", lambda row: row.resident_since.isoformat()),
    ("menores_a_cargo", lambda row: row.household.dependants),
)
_KOBO_NEEDS = ("food", "livelihoods", "housing", "documents", "education", "childcare")


def header() -> list[str]:
    """The column titles of the municipal sheet."""
    return [title for title, _ in COLUMNS]


def cells(row: Registration) -> list[Cell]:
    """One line of the municipal sheet, in the order of `header`."""
    return [read(row) for _, read in COLUMNS]


def write_csv(rows: Iterable[Registration], path: Path) -> int:
    """Write the municipal sheet as UTF-8 CSV with a byte-order mark, as Excel does; the number of people."""
    return _write_csv(path, header(), map(cells, rows))


def write_kobo_csv(rows: Iterable[Registration], path: Path) -> int:
    """Write the shape that Kobo exports; the number of people."""
    return _write_csv(path, kobo_header(), map(kobo_cells, rows))


def kobo_header() -> list[str]:
    """Kobo's columns: question names, one 0/1 column a choice, its own ids and times."""
    titles = ["start", "end", *(name for name, _ in _KOBO), "necesidades"]
    titles += [f"necesidades/{need}" for need in _KOBO_NEEDS]
    return [*titles, "_id", "_uuid", "_submission_time", "_status", "_index"]


def write_xlsx(rows: Iterable[Registration], path: Path) -> int:
    """Write the municipal sheet as XLSX, one row in memory at a time; the number of people."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Inscripciones")
    sheet.write_row(0, 0, header())
    count = 0
    for count, row in enumerate(rows, 1):
        sheet.write_row(count, 0, cells(row))
    book.close()
    return count


def _write_csv(path: Path, titles: list[str], lines: Iterator[list[Cell]]) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(titles)
        return sum(1 for line in lines if writer.writerow(line))


def kobo_cells(row: Registration) -> list[Cell]:
    """One line of Kobo's shape, in the order of `kobo_header`."""
    sent = f"{row.registered_on.isoformat()}T10:00:00"
    needs = [need for need in _KOBO_NEEDS if need in row.household.needs]
    return [
        sent,
        sent,
        *(read(row) for _, read in _KOBO),
        " ".join(needs),
        *(int(need in needs) for need in _KOBO_NEEDS),
        500_000 + row.number,
        str(uuid5(NAMESPACE_URL, f"https://example.org/demo/{row.number}")),
        sent,
        "submitted_via_web",
        row.number + 1,
    ]
