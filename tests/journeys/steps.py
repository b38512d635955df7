"""Steps of the path that several journeys share; each says what somebody does on the pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from minga.demo import sheets
from minga.demo.answers import interview
from minga.demo.population import registrations
from minga.screening.data.build_default import default_workbook
from tests.screening.conftest import ROSA

from .walker import Walker, answer_interview

HOME = "/manta"
YORGELIS = {
    "given_names": "Yorgelis",
    "surnames": "Fernández",
    "birth_date_day": "3",
    "birth_date_month": "mayo",
    "birth_date_year": "1994",
    "population_group": "mobility",
    "nationality": "VE",
    "sex": "female",
    "document_kind": "sin_documento",
    "phone": "0991234567",
    "residence_country_since_month": "3",
    "residence_country_since_year": "2022",
    "residence_zone_since_month": "8",
    "residence_zone_since_year": "2023",
}
SELF_ANSWERS: dict[str, Any] = YORGELIS | ROSA
"""What somebody who registers alone answers, by field."""
GROUP = {"topics": ["ideacion", "movilidad-humana", "genero", "integracion"], "modalities": ["presencial"]}


def sheet_of(people: int, folder: Path, seed: int = 3) -> tuple[list[Any], SimpleUploadedFile]:
    """Registrations of the synthetic population and the sheet a technician would send."""
    rows = list(registrations(people, seed=seed, on=date(2026, 11, 20)))
    path = folder / "hoja.csv"
    sheets.write_csv(rows, path)
    return rows, SimpleUploadedFile("hoja.csv", path.read_bytes())


def send_sheet(technician: Walker, file: SimpleUploadedFile) -> None:
    """Upload a registration sheet, accept the columns it proposes, and apply it."""
    technician.open(f"{HOME}/personas/archivos/nuevo/")
    technician.send("file", files={"file": file})
    technician.send(to="columnas/")
    technician.send(to="aplicar/")


def publish_instrument(admin: Walker) -> None:
    """Load the default workbook as the first version and put it in force."""
    admin.open(f"{HOME}/focalizacion/instrumento/nueva-version/")
    workbook = SimpleUploadedFile("focalizacion.xlsx", default_workbook())
    admin.send("workbook", note="Primera versión, acordada por las dos partes.", files={"workbook": workbook})
    admin.send(to="publicar/")


def interview_person(technician: Walker, public_id: Any, row: Any, **changes: Any) -> None:
    """Interview somebody page by page with the answers of their registration, and end it."""
    technician.open(f"{HOME}/focalizacion/persona/{public_id}/entrevista/")
    technician.send("code")
    answer_interview(technician, {**interview(row), **changes})
    technician.send(to="terminar/")


def confirm_all(technician: Walker) -> int:
    """Confirm every pending assessment as the rules advise; how many."""
    technician.open(f"{HOME}/focalizacion/")
    pending = technician.links_to("/valoracion/")
    for address in pending:
        technician.open(address)
        technician.send(to="confirmar/")
    return len(pending)


def plan_class(coordinator: Walker, facilitator_account: Any, cupo: int, weeks: int) -> str:
    """A course, a certified facilitator, a cycle and an open class of Saturdays from 28 November; its address."""
    coordinator.open(f"{HOME}/lugares/nuevo/")
    coordinator.send("name", name="Casa comunal", capacity=20, is_accessible="on")
    coordinator.open(f"{HOME}/capacitacion/cursos/nuevo/")
    coordinator.send("name", name="Ideas de negocio", line="emprendimiento", hours="4", **GROUP)
    coordinator.follow("Aprobar")
    coordinator.send("pilot_results", pilot_results="Se probó con doce personas de condiciones parecidas.")
    coordinator.open(f"{HOME}/capacitacion/facilitadores/nuevo/")
    coordinator.send("name", name="Fabiola Mera", account=facilitator_account.pk)
    coordinator.follow("Anotar certificado")
    valid_from = {"valid_from_day": 1, "valid_from_month": 1, "valid_from_year": 2025}
    coordinator.send("methodology", methodology="IMESUN", issued_by="OIT", **valid_from)
    coordinator.open(f"{HOME}/capacitacion/ciclos/nuevo/")
    begin = {"starts_on_day": 22, "starts_on_month": 11, "starts_on_year": 2026}
    end = {"ends_on_day": 31, "ends_on_month": 12, "ends_on_year": 2026}
    coordinator.send("name", name="Ciclo de noviembre", **begin, **end)
    coordinator.send(to="/abrir/")
    coordinator.follow("Nueva aula")
    coordinator.send(
        "course",
        course=coordinator.option("course", "Ideas de negocio"),
        venue=coordinator.option("venue", "Casa comunal"),
        facilitator=coordinator.option("facilitator", "Fabiola"),
        name="Aula de los sábados",
        modality="presencial",
        cupo=cupo,
    )
    address = coordinator.path
    coordinator.follow("Añadir sesiones")
    coordinator.send("hour", day_day=28, day_month=11, day_year=2026, hour="09:00", minutes=120, weeks=weeks)
    coordinator.open(f"{address}apertura/")
    coordinator.send("met-venue", **{name: "on" for name in coordinator.fields("met-venue") if name.startswith("met-")})
    coordinator.open(f"{address}apertura/")
    coordinator.send(to="/abrir/")
    return address
