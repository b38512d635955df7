"""Rows as municipalities write them become values, and everything that was changed or is wrong is said."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from minga.people.rules.columns import SYNONYMS, assemble, field_of, mapping_problems, signature, suggest
from minga.people.rules.dates import EXCEL_EPOCH, age_on, birth_date_from_age, read_date, shown
from minga.people.rules.nationality import country_codes, read_nationality
from minga.people.rules.row_result import RowSettings
from minga.people.rules.rows import validate_row
from minga.people.rules.values import read_count, read_document_kind, read_population_group, read_sex
from minga.people.states import PopulationGroup, Sex

TODAY = date(2026, 11, 21)
SETTINGS = RowSettings(today=TODAY)
past = st.dates(date(1900, 1, 1), TODAY)


def row(**cells):
    return validate_row(7, {"given_names": "Ana", "nationality": "Venezuela", **cells}, SETTINGS)


def codes(problems):
    return [(problem.code, problem.field) for problem in problems]


# --- dates


@given(past)
def test_the_three_formats_are_one_date(day):
    written = [
        shown(day),
        day.isoformat(),
        f"{day.isoformat()}T10:11:12.000-05:00",
        datetime(day.year, day.month, day.day),
    ]
    assert {read_date(each, today=TODAY).value for each in written} == {day}


@given(st.dates(date(1906, 1, 1), TODAY))
def test_the_day_number_of_a_spreadsheet_is_read_and_reported(day):
    for serial in ((day - EXCEL_EPOCH).days, str((day - EXCEL_EPOCH).days)):
        read = read_date(serial, today=TODAY)
        if isinstance(serial, int) or len(serial) == 5:
            assert (read.value, read.repair) == (day, "excel_serial")


@given(past)
def test_month_first_is_never_guessed(day):
    read = read_date(f"{day.month}/{day.day}/{day.year}", today=TODAY)
    if day.day > 12:
        assert (read.value, read.problem) == (None, "month_first")
    elif day.day != day.month and read.value:
        assert read.is_ambiguous


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31/02/1990", "no_such_day"),
        ("12/25/1990", "month_first"),
        ("5/6/90", "two_digit_year"),
        ("1990", "year_only"),
        (1990, "year_only"),
        ("22/11/2026", "in_future"),
        ("01/01/1850", "too_long_ago"),
        ("ayer", "not_a_date"),
        ("45/45/1990", "no_such_day"),
        (0.5, "not_a_date"),
    ],
)
def test_a_date_that_cannot_be_read_says_why(text, problem):
    assert read_date(text, today=TODAY).problem == problem


def test_dates_in_words_and_months():
    assert read_date("5 de junio de 1990", today=TODAY).value == date(1990, 6, 5)
    assert read_date("12-mar-1990", today=TODAY).value == date(1990, 3, 12)
    read = read_date("03/2021", today=TODAY)
    assert (read.value, read.repair) == (date(2021, 3, 1), "month_only")


@given(st.integers(0, 115), past)
def test_an_estimated_birth_date_gives_the_age_back(age, today):
    if today.year - age > 1:
        assert age_on(birth_date_from_age(age, today=today), today) == age


def test_a_birthday_on_29_february():
    assert age_on(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert age_on(date(2004, 2, 29), date(2022, 3, 1)) == 18


# --- closed lists


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Venezolana", "VE"),
        ("ECUATORIANO", "EC"),
        ("Perú", "PE"),
        ("COL", "CO"),
        ("República de Cuba", "CU"),
        ("haitiana", "HT"),
        ("Estadounidense", "US"),
        ("hondureña", "HN"),
        ("marciana", None),
        ("", None),
    ],
)
def test_nationalities(text, code):
    assert read_nationality(text) == code


def test_every_country_reads_its_own_code_and_no_word_means_two():
    assert all(read_nationality(code) == code for code in country_codes())


def test_labels_and_codes_of_our_lists_read_back():
    assert all(read_population_group(str(group)) == group for group in PopulationGroup)
    assert read_population_group("En movilidad humana: en tránsito") == PopulationGroup.TRANSIT
    assert all(read_sex(str(sex)) == sex for sex in Sex)


def test_words_that_are_not_known_are_not_guessed():
    assert read_sex("x") is None
    assert read_document_kind("papel") is None
    assert read_count("muchos") is None
    assert (read_count("dos"), read_count("3"), read_count("3.0"), read_count("-1")) == (2, 3, 3, None)


# --- rows


def test_a_full_row_of_a_municipality():
    result = row(
        given_names="  MarÃ­a   JosÃ© ",
        surnames="Muñoz",
        document_kind="C.I.",
        document_number=102030405.0,
        sex="F",
        birth_date="05/06/1990",
        phone=[991234567.0, "04 262 3456"],
        email="Maria@Example.org",
        children_in_care="dos",
        arrived_country_on="03/2021",
        resides_zone_since="2022-01-15",
    )
    assert result.errors == []
    assert result.values["given_names"] == "María José"
    assert result.values["birth_date"] == date(1990, 6, 5)
    assert result.values["population_group"] == "destination"
    assert result.values["contacts"] == [
        ("phone", "+593991234567"),
        ("phone", "+59342623456"),
        ("email", "maria@example.org"),
    ]
    assert result.values["children_in_care"] == 2
    assert ("accents_restored", "given_names") in codes(result.repairs)
    assert ("population_assumed", "population_group") in codes(result.repairs)
    assert ("phone_leading_zero", "phone") in codes(result.repairs)
    assert ("month_only", "arrived_country_on") in codes(result.repairs)


def test_a_cedula_that_lost_its_zero():
    cedula = "010203040" + luhn.calc_check_digit("010203040")
    result = row(document_number=float(cedula), document_kind="cédula")
    assert ("document_leading_zero", "document_number") in codes(result.repairs)
    assert result.values["document"]["number"] == cedula


def test_all_that_is_wrong_is_said_at_once():
    result = row(given_names="", birth_date="31/02/1990", sex="Z", children_in_care="varios", nationality="Marte")
    assert set(codes(result.errors)) >= {
        ("name_missing", "given_names"),
        ("no_such_day", "birth_date"),
        ("unknown_value", "sex"),
        ("not_a_count", "children_in_care"),
        ("unknown_value", "nationality"),
    }


def test_documents_and_phones_warn_and_never_block():
    result = row(document_kind="cédula", document_number="1714307104", phone=["0412-1234567"], email="sin arroba")
    assert result.errors == []
    assert ("document_check_digit", "document_number") in codes(result.warnings)
    assert ("phone_country_missing", "phone") in codes(result.warnings)
    assert result.values["document"]["number"] == "1714307104"
    assert result.values["safe_contact_note"] == "[0412-1234567] [sin arroba]"


def test_not_said_is_apart_from_no_and_from_wrong():
    result = row(sex="Prefiere no responder", nationality="No sabe", children_in_care="99", population_group="Acogida")
    assert (result.errors, result.values["sex"]) == ([], "undisclosed")
    assert "nationality" not in result.values
    assert "children_in_care" not in result.values
    assert row(children_in_care=0).values["children_in_care"] == 0
    assert row(children_in_care="0").values["children_in_care"] == 0


def test_one_column_for_the_name_is_kept_whole():
    result = validate_row(2, {"full_name": "PÉREZ LÓPEZ ANA", "nationality": "EC"}, SETTINGS)
    assert (result.values["given_names"], result.values.get("surnames", "")) == ("PÉREZ LÓPEZ ANA", "")


def test_minimum_age_is_a_setting():
    young = {"given_names": "Ana", "nationality": "EC", "age": "16"}
    assert codes(validate_row(2, young, SETTINGS).errors) == [("under_age", "birth_date")]
    assert validate_row(2, young, RowSettings(today=TODAY, minimum_age=15)).errors == []


def test_an_age_gives_an_estimated_birth_date():
    result = row(age="33")
    assert result.values["is_birth_date_estimated"] is True
    assert age_on(result.values["birth_date"], TODAY) == 33
    assert ("birth_date_estimated", "birth_date") in codes(result.repairs)


def test_a_document_of_unknown_kind_is_asked_for():
    asked = row(document_number="12", nationality="Perú")
    assert asked.errors == []
    assert codes(asked.warnings) == [("document_kind_missing", "document_kind")]
    assert asked.values["safe_contact_note"] == "[12]"
    assert row(document_number="12345678").values["document"]["kind"] == "cedula_ve"
    assert "document" not in row(document_kind="sin documento").values
    assert "document" not in row(document_number="no tiene").values


def test_a_document_whose_kind_is_not_known_never_stops_the_row():
    """Facts B: it warns; the number tells the kind where it can."""
    read = row(document_kind="DNI de mi país", document_number="V12345678")
    assert (read.errors, read.values["document"]["kind"]) == ([], "cedula_ve")
    assert ("document_kind_unknown", "document_kind") in codes(read.warnings)
    other = row(document_kind="DNI", document_number="12 34", nationality="Perú")
    assert (other.errors, "document" in other.values) == ([], False)
    assert other.values["safe_contact_note"] == "[12 34]"


def test_ten_digits_of_an_ecuadorian_are_a_cedula_to_look_at():
    """Facts B: only the last digit can be checked, and it warns."""
    for written in ("1714307104", "171430710-4"):
        read = row(document_number=written, nationality="Ecuador")
        assert (read.errors, read.values["document"]["kind"]) == ([], "cedula_ec")
        assert ("document_kind_doubted", "document_kind") in codes(read.warnings)
        assert ("document_check_digit", "document_number") in codes(read.warnings)
    other = row(document_number="1714307104", nationality="Perú")
    assert "document" not in other.values


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\x07", "\x00"])
def test_signs_that_nobody_sees_are_taken_out_with_a_warning(sign):
    read = row(given_names=f"Ana{sign} María", document_number=f"V12{sign}345678")
    assert (read.values["given_names"], read.values["document"]["number"]) == ("Ana María", "V12345678")
    assert codes(read.warnings) == [("hidden_characters", "given_names"), ("hidden_characters", "document_number")]
    assert not any(sign in str(problem.details) for problem in read.warnings)


def test_tabs_line_ends_and_hard_spaces_are_only_spaces():
    read = row(given_names="Ana\t\nMaría\u00a0Sol")
    assert (read.values["given_names"], read.warnings) == ("Ana María Sol", [])


def test_whatsapp_yes_means_the_same_number():
    assert row(phone=["0991234567"], whatsapp="Sí").values["contacts"] == [
        ("phone", "+593991234567"),
        ("whatsapp", "+593991234567"),
    ]
    assert row(phone=["0991234567"], whatsapp="No").values["contacts"] == [("phone", "+593991234567")]


def test_an_error_of_a_spreadsheet_is_an_error_of_the_row():
    assert ("excel_error", "surnames") in codes(row(surnames="#REF!").errors)


cells = st.one_of(
    st.text(max_size=30),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(),
    st.none(),
)


@given(st.dictionaries(st.sampled_from(sorted(set(SYNONYMS) - {"phone"})), cells), st.lists(cells, max_size=2))
def test_no_row_breaks_the_reading(raw, phones):
    result = validate_row(2, {**{k: v for k, v in raw.items() if v is not None}, "phone": phones}, SETTINGS)
    assert result.errors or result.values["given_names"]


# --- columns


def test_headings_of_the_field_are_known():
    headers = [
        "1. Nombres",
        "APELLIDOS",
        "Cédula",
        "grp_contacto/telefono",
        "TelÃ©fono 2",
        "Género",
        "_uuid",
        "start",
        "Otra",
    ]
    assert suggest(headers) == {
        "1. Nombres": "given_names",
        "APELLIDOS": "surnames",
        "Cédula": "document_number",
        "grp_contacto/telefono": "phone",
        "TelÃ©fono 2": "phone",
        "Género": "sex",
        "_uuid": "external_id",
        "start": "",
        "Otra": "",
    }


def test_numbered_names_are_joined_and_a_country_is_the_nationality():
    headers = ["Nombre 1", "Nombre 2", "Apellido 1", "2do apellido", "País"]
    assert list(suggest(headers).values()) == ["given_names", "given_names", "surnames", "surnames", "nationality"]


def test_sex_and_gender_are_two_columns_when_both_are_there():
    assert suggest(["Nombres", "Sexo", "Género"])["Género"] == "gender_identity"


def test_our_own_labels_and_names_read_back():
    from minga.people.wording import FIELD_LABELS

    assert set(FIELD_LABELS) == {*SYNONYMS, "sector_id"}
    assert all(field_of(name) == name for name in SYNONYMS)


def test_a_multiple_choice_of_kobo_is_one_text():
    headers = ["g/nombres", "g/access_needs/silla_de_ruedas", "g/access_needs/interprete"]
    mapping = suggest(headers)
    assert set(mapping.values()) == {"given_names", "access_needs"}
    assert assemble(headers, mapping, ["Ana", "1", "0"]) == {"given_names": "Ana", "access_needs": "silla de ruedas"}
    assert assemble(headers, mapping, ["Ana", 1.0, True]) == {
        "given_names": "Ana",
        "access_needs": "silla de ruedas, interprete",
    }
    with_text = ["g/nombres", "g/access_needs", *headers[1:]]
    mapping = suggest(with_text)
    assert assemble(with_text, mapping, ["Ana", "silla_de_ruedas", "1", "0"])["access_needs"] == "silla_de_ruedas"


def test_columns_of_one_name_are_joined_and_phones_kept_apart():
    headers = ["Primer nombre", "Segundo nombre", "Primer apellido", "Celular 1", "Celular 2"]
    assert assemble(headers, suggest(headers), ["Ana", "Luz", "Paz", "1", "2"]) == {
        "given_names": "Ana Luz",
        "surnames": "Paz",
        "phone": ["1", "2"],
    }


def test_what_keeps_a_mapping_from_being_used():
    assert mapping_problems({"a": "surnames"}) == [("name_missing", "")]
    assert mapping_problems({"a": "full_name", "b": "sex", "c": "sex"}) == [("twice", "sex")]
    assert mapping_problems({"a": "given_names", "b": "edadd"}) == [("unknown_field", "edadd")]
    assert mapping_problems({"a": "given_names", "b": "phone", "c": "phone"}) == []


@given(st.permutations(["Nombres", "Apellidos", "Teléfono"]))
def test_the_signature_of_a_sheet_does_not_depend_on_order_case_or_accents(headers):
    assert signature(headers) == signature(["NOMBRES", "apellidos", "telefono"])
    assert signature(headers) != signature([*headers, "Sexo"])


def test_every_remark_has_its_words():
    from minga.people import wording

    source = "".join(path.read_text() for path in Path(wording.__file__).parent.glob("rules/row*.py"))
    written = set(re.findall(r'(?:error|warn|repaired)\(\s*"(\w+)"', source))
    dates = set(
        re.findall(r'(?:problem|repair)="(\w+)"', (Path(wording.__file__).parent / "rules/dates.py").read_text())
    )
    assert dates >= {"month_first", "excel_serial", "not_a_date"}
    assert len(written) > 15
    assert written | dates <= set(wording._ROW)


def test_every_reason_to_refuse_a_file_has_its_words():
    from minga.kernel.uploads import workbooks
    from minga.people import wording

    people, kernel = Path(wording.__file__).parent, Path(workbooks.__file__)
    paths = [*people.glob("reading*.py"), people / "operations" / "imports" / "staging.py", kernel]
    source = "".join(path.read_text() for path in paths)
    raised = set(re.findall(r'FileProblem\(\s*"(\w+)"', source)) | {"encrypted", "old_xls"}
    raised |= set(re.findall(r'(?:return|else) "(\w+)"', kernel.read_text()))
    assert len(raised) > 14
    assert raised == set(wording._FILE)
