"""A sheet of registrations, and the hands that send, preview, apply and undo it."""

import io

import pytest
from django.db import connection

from minga.people import operations
from minga.people.drafts import open_remarks
from minga.programmes.models import Programme

HEADERS = [
    "Nombres",
    "Apellidos",
    "Tipo de documento",
    "Número de documento",
    "Fecha de nacimiento",
    "Nacionalidad",
    "Teléfono",
]
ROWS = [
    ["María José", "Muñoz", "Cédula venezolana", "V-12345678", "04/05/1993", "Venezuela", "0991234567"],
    ["Luis", "Peña", "Cédula", "1714307103", "1990-06-05", "Ecuador", "987654321"],
    ["Rosa", "Quispe", "Sin documento", "", "12/12/1985", "Perú", ""],
]


def sheet(rows=ROWS, headers=HEADERS):
    return "\r\n".join(";".join(map(str, row)) for row in [headers, *rows]).encode()


@pytest.fixture
def programme(in_manta):
    return Programme.objects.get(slug="site")


@pytest.fixture
def technician(actor_of):
    return actor_of("technician")


@pytest.fixture
def run(programme, technician, at):
    """`run.stage(bytes)`, `run.preview(bytes)`, `run.apply(bytes)`: as far as named."""

    class Run:
        def stage(self, content=None, name="hoja.csv", at=at):
            file = io.BytesIO(sheet() if content is None else content)
            return operations.stage_file(name=name, file=file, programme=programme, actor=technician, at=at)

        def preview(self, content=None, **options):
            return operations.preview_import(batch=self.stage(content, **options), actor=technician, at=at)

        def apply(self, content=None, at=at, **options):
            return operations.apply_import(batch=self.preview(content, **options), actor=technician, at=at)

        def undo(self, batch, at=at):
            return operations.undo_import(batch=batch, actor=technician, at=at)

    return Run()


def outcomes(batch):
    return list(batch.rows.order_by("row_no").values_list("outcome", "matched_by"))


def remarks(batch, row_no):
    return [(kind, problem.code) for kind, problem in open_remarks(batch.rows.get(row_no=row_no).remarks)]


def everything():
    """Every row of every table of people that an import writes, as the database has it."""
    tables = ("person", "document", "contactpoint", "trustedperson", "participation")
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM people_{table} t ORDER BY id")
            found[table] = [text for (text,) in cursor.fetchall()]
    return found
