"""Columns of a registration sheet: which of ours each one is, and how a row is put together from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from minga.kernel.names import folded, repaired_text

from .values import is_yes


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split("|"))


JOINED = frozenset({"given_names", "surnames", "full_name", "access_needs", "address"})
SEVERAL = frozenset({"phone"})
NAME_FIELDS = frozenset({"given_names", "full_name"})

# field: what its column is called in sheets of municipalities, in Kobo exports and in our own export (folded)
SYNONYMS: dict[str, str] = {
    "given_names": "nombres|nombre|primer nombre|segundo nombre|nombre 1|nombre 2|1er nombre|"
    "2do nombre|nombres completos de la persona|"
    "given names|first name|given name|nombre s|nombres de la persona|cuales son sus nombres",
    "surnames": "apellidos|apellido|primer apellido|segundo apellido|apellido 1|apellido 2|1er apellido|"
    "2do apellido|apellido paterno|apellido materno|"
    "surnames|surname|last name|apellido s|family name|cuales son sus apellidos",
    "full_name": "nombres y apellidos|apellidos y nombres|nombre completo|nombres completos|full name|"
    "nombre y apellido|nombre y apellidos|participante|nombre del participante|nombre de la persona|"
    "nombres y apellidos completos|hhh01 aux|por favor anote todos los nombres del de la jefe de hogar",
    "known_as": "como le llaman|como prefiere que le llamen|apodo|conocida como|conocido como|known as|"
    "nombre social|nombre preferido",
    "document_kind": "tipo de documento|tipo documento|documento tipo|tipo de identificacion|tipo doc|"
    "tipo de doc|document type|document kind|tipo id|tipo identificacion",
    "document_number": "numero de documento|no documento|n documento|nro documento|documento|cedula|"
    "cedula de identidad|numero de cedula|nro de cedula|no de cedula|identificacion|numero de identificacion|"
    "ci|c i|dni|documento de identidad|cedula o pasaporte|cedula pasaporte|pasaporte|document number|"
    "numero documento|num documento|nro de documento|no de documento",
    "document_expires_on": "fecha de caducidad|caducidad|vence|fecha de vencimiento|vencimiento|"
    "caducidad del documento|vencimiento del documento|expires on",
    "sex": "sexo|sex|genero sexo|sexo genero|hh04",
    "gender_identity": "identidad de genero|genero|gender|gender identity",
    "birth_date": "fecha de nacimiento|f nacimiento|fecha nacimiento|nacimiento|fecha nac|fec nac|f nac|"
    "birth date|date of birth|dob|fecha de nac|cual es su fecha de nacimiento",
    "age": "edad|age|anos cumplidos|edad en anos|edad anos|hhh01 age|que edad tiene|que edad tiene el la jefe de hogar",
    "nationality": "nacionalidad|pais|pais de origen|nationality|pais de nacionalidad|pais de nacimiento",
    "population_group": "grupo de poblacion|poblacion|grupo poblacional|tipo de poblacion|population group|"
    "pop groups|grupo|seleccione el grupo de poblacion al que pertenece el hogar",
    "migratory_condition": "condicion migratoria|situacion migratoria|estatus migratorio|estado migratorio|"
    "tipo de visa|visa|migratory condition",
    "phone": "telefono|celular|telefono celular|numero de telefono|numero de celular|tel|telf|telefonos|"
    "movil|telefono 1|telefono 2|celular 1|celular 2|contacto|telefono de contacto|numero de contacto|"
    "phone|mobile|telefono convencional|otro telefono|phone number|nro celular|no celular|n celular",
    "whatsapp": "whatsapp|numero de whatsapp|celular whatsapp|whatsapp numero",
    "email": "correo|correo electronico|email|e mail|mail|correo e",
    "address": "direccion|direccion domiciliaria|domicilio|direccion de domicilio|address|barrio y direccion|"
    "direccion del domicilio",
    "sector": "sector|barrio|parroquia|sector barrio|barrio sector|sector de residencia|zona de residencia",
    "arrived_country_on": "fecha de llegada al pais|fecha de ingreso al pais|llegada al pais|"
    "llegada a ecuador|fecha de llegada a ecuador|fecha de llegada al ecuador|fecha de ingreso al ecuador|"
    "ingreso al pais|arrived country on|fecha de ingreso a ecuador|desde cuando vive en ecuador",
    "resides_zone_since": "vive aqui desde|reside aqui desde|vive en la ciudad desde|vive en la zona desde|"
    "fecha de llegada a la ciudad|reside en la ciudad desde|residencia desde|resides zone since|"
    "fecha de llegada al canton|vive en el canton desde|llegada a la ciudad|reside en la zona desde",
    "children_in_care": "hijos|ninos a cargo|hijos a cargo|ninos ninas y adolescentes a cargo|nna a cargo|"
    "numero de hijos|ninos y ninas a su cargo|children in care|menores a cargo|cuantos hijos tiene|"
    "ninas y ninos a cargo|ninos ninas y adolescentes a su cargo",
    "access_needs": "necesidades de acceso|discapacidad|necesita para asistir|access needs|"
    "apoyos que necesita|ajustes razonables|que necesita para participar",
    "trusted_name": "persona de confianza|contacto de confianza|contacto de emergencia|"
    "nombre de la persona de confianza|nombre del contacto de emergencia|familiar de contacto|trusted name",
    "trusted_phone": "telefono de la persona de confianza|telefono de emergencia|"
    "telefono del contacto de emergencia|telefono de confianza|telefono familiar|trusted phone|"
    "telefono del familiar",
    "trusted_relationship": "parentesco|relacion con la persona de confianza|trusted relationship",
    "may_be_told": "que se le puede decir|puede decirsele|may be told",
    "safe_contact_note": "como contactarle con seguridad|contacto seguro|nota de contacto seguro|"
    "horario de contacto|safe contact note|cuando llamar|hora para llamar",
    "external_id": "uuid|id externo|codigo externo|external id",
    "registered_on": "submission time|fecha de registro|fecha de inscripcion|fecha de la encuesta|"
    "fecha de levantamiento|marca temporal|registered on|interviewdate|fecha",
}
IGNORED = _words(
    "id|index|parent index|start|end|today|deviceid|validation status|notes|status|submitted by|version|tags|"
    "instanceid|instancename|rootuuid|formhub uuid|simserial|phonenumber|subscriberid|audit|n|no|nro|num|"
    "attachments|geolocation|xform id string|parent table name|submission id"
)

_BY_SYNONYM = {word: name for name, line in SYNONYMS.items() for word in line.split("|")}
_BY_SYNONYM |= {name.replace("_", " "): name for name in SYNONYMS}
_LEADING_NUMBER = re.compile(r"^\d+[a-z]? ")


def field_of(header: str) -> str:
    """The field a column heading names, or empty; Kobo `group/question` is read by its last part."""
    text = repaired_text(header)[0]
    for part in (text, re.split(r"[/.]", text.strip("/."))[-1], re.split(r"\(", text)[0]):
        key = _LEADING_NUMBER.sub("", folded(part))
        if key in IGNORED:
            return ""
        if key in _BY_SYNONYM:
            return _BY_SYNONYM[key]
    return ""


def recognised(headers: Sequence[str]) -> int:
    """How many headings are known: what tells a heading row from a title or from data."""
    return sum(1 for header in headers if field_of(header))


def suggest(headers: Sequence[str]) -> dict[str, str]:
    """Heading → field, empty where none is evident; a field that takes one column is given to the first.

    The 0/1 columns of a multiple choice (`access_needs/wheelchair`) go to their parent's field, unless the
    parent itself is a column, whose text then says it all. "Género" is read as sex when no column is.
    """
    taken: set[str] = set()
    mapping = {}
    for header in headers:
        name = field_of(header)
        if name in taken and name not in JOINED | SEVERAL:
            name = ""
        taken.add(name)
        mapping[header] = name
    if "sex" not in taken and "gender_identity" in taken:
        mapping = {header: "sex" if name == "gender_identity" else name for header, name in mapping.items()}
    for header in headers:
        parent = _choice_parent(header)
        if parent and not mapping[header] and not _is_column(parent, headers):
            mapping[header] = parent[1]
    return mapping


def signature(headers: Iterable[str]) -> str:
    """What one sheet and the next of its kind share: their headings, whatever the order, case or accents."""
    keys = sorted({folded(repaired_text(header)[0]) for header in headers})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


def mapping_problems(mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    """Why a mapping cannot be used: (`name_missing`, ""), (`twice`, field) or (`unknown_field`, field)."""
    used = [name for name in mapping.values() if name]
    problems = [("unknown_field", name) for name in used if name not in SYNONYMS]
    if not NAME_FIELDS & set(used):
        problems.append(("name_missing", ""))
    once = {name for name in used if name not in JOINED | SEVERAL}
    problems += [("twice", name) for name in sorted(once) if used.count(name) > 1]
    return problems


def assemble(headers: Sequence[str], mapping: Mapping[str, str], cells: Sequence[Any]) -> dict[str, Any]:
    """Field → cell of one row: joined columns as one text, phones as a list, the rest as they came."""
    return assembler(headers, mapping)(cells)


def assembler(headers: Sequence[str], mapping: Mapping[str, str]) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """The function that assembles every row of a sheet (see `assemble`)."""
    used = [(place, header, mapping.get(header, "")) for place, header in enumerate(headers)]
    plan = [(place, name, _choice_of(header, name)) for place, header, name in used if name]

    def assembled(cells: Sequence[Any]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for place, name, choice in plan:
            cell = cells[place]
            if cell is None or cell == "":
                continue
            if choice:
                if is_yes(str(cell)):
                    _put(row, name, choice)
            else:
                _put(row, name, cell)
        return row

    return assembled


def _put(row: dict[str, Any], name: str, cell: Any) -> None:
    if name in SEVERAL:
        row.setdefault(name, []).append(cell)
    elif name in JOINED and name in row:
        row[name] = f"{row[name]}, {cell}" if name == "access_needs" else f"{row[name]} {cell}"
    else:
        row[name] = cell


def _choice_of(header: str, name: str) -> str:
    """The words of a choice when a column is one 0/1 choice of a multiple choice, else empty."""
    parent = _choice_parent(header)
    if not parent or parent[1] != name or field_of(header):
        return ""
    return header.rpartition("/")[2].replace("_", " ")


def _choice_parent(header: str) -> tuple[str, str] | None:
    """(parent heading, its field) when a heading is one choice of a multiple choice that we keep as text."""
    parent, slash, _ = header.rpartition("/")
    name = field_of(parent) if slash else ""
    return (parent, name) if name == "access_needs" else None


def _is_column(parent: tuple[str, str], headers: Sequence[str]) -> bool:
    return parent[0] in headers
