"""Forms: what was typed is kept, errors say what to do and lead to their field."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from minga.kernel.refusals import Refusal, Refused
from minga.ui import samples
from minga.ui.forms import DateBoxesField, MingaForm


class BirthForm(MingaForm):
    born = DateBoxesField(label="Fecha de nacimiento")
    seen = DateBoxesField(label="Última visita", required=False)


def born(day: str, month: str, year: str) -> BirthForm:
    return BirthForm({"born_day": day, "born_month": month, "born_year": year})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("27", "3", "1990"), date(1990, 3, 27)),
        (("27", "03", "1990"), date(1990, 3, 27)),
        ((" 1 ", "Marzo", "1990"), date(1990, 3, 1)),
        (("29", "feb", "2000"), date(2000, 2, 29)),
        (("1", "august", "2001"), date(2001, 8, 1)),
    ],
)
def test_date_in_three_boxes(typed: tuple[str, str, str], expected: date) -> None:
    form = born(*typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"born": expected, "seen": None}


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("", "", ""), "required", "Escriba día, mes y año en «Fecha de nacimiento»."),
        (("3", "", "1990"), "incomplete", "Falta el mes en «Fecha de nacimiento»."),
        (("", "", "1990"), "incomplete", "Falta el día y el mes en «Fecha de nacimiento»."),
        (("3", "4", "90"), "short_year", "con cuatro cifras"),
        (("31", "2", "1990"), "not_a_date", "debe ser una fecha que exista"),
        (("3", "ma", "1990"), "not_a_date", "debe ser una fecha que exista"),
        (("x", "4", "1990"), "not_a_date", "debe ser una fecha que exista"),
    ],
)
def test_wrong_dates_say_what_is_wrong(typed: tuple[str, str, str], code: str, words: str) -> None:
    form = born(*typed)
    assert not form.is_valid()
    assert form.errors.as_data()["born"][0].code == code
    assert words in form.errors["born"][0]


def test_one_iso_value_is_read_as_a_date() -> None:
    assert BirthForm({"born": "1990-03-27"}).is_valid()


def test_month_abbreviations_are_read_only_when_they_name_one_month() -> None:
    assert born("3", "jun", "1990").is_valid()
    assert not born("3", "j", "1990").is_valid()


def test_form_with_errors_keeps_what_was_typed_and_links_each_error(render: Callable[..., str]) -> None:
    form = samples.typed_wrong()
    html = render('<c-ui.form :form="form" />', form=form)
    assert 'value="mucho"' in html
    assert 'value="febrero"' in html
    assert "Prefiere &lt;b&gt;mensajes&lt;/b&gt; de voz." in html
    summary = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', html)
    assert len(summary) == sum(len(errors) for errors in form.errors.values()) >= 8
    assert {"mal_sex_0", "mal_needs_0", "mal_born_day"} <= {target for target, _ in summary}
    for target, words in summary:
        assert re.search(rf'<(?:input|select|textarea)[^>]* id="{target}"', html), target
        assert html.count(words) == 2, f"{words!r} reads differently on top and at its field"
    assert html.index("govuk-error-summary") < html.index("<form")
    assert "autofocus" in html
    assert 'tabindex="-1"' in html


def test_every_id_that_describes_a_control_exists_once(render: Callable[..., str]) -> None:
    html = render('<c-ui.form :form="form" />', form=samples.typed_wrong())
    described = {one for ids in re.findall(r'aria-describedby="([^"]+)"', html) for one in ids.split()}
    assert described
    for one in described:
        assert html.count(f'id="{one}"') == 1, one
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_every_control_has_a_label(render: Callable[..., str]) -> None:
    html = render('<c-ui.form :form="form" />', form=samples.SampleForm())
    controls = re.findall(r'<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]* id="([^"]+)"', html)
    assert len(controls) >= 15
    for control in controls:
        assert f'for="{control}"' in html, control


def test_optional_fields_say_so_and_nothing_has_an_asterisk(render: Callable[..., str]) -> None:
    html = render('<c-ui.form :form="form" />', form=samples.SampleForm())
    assert "Correo (opcional)" in html
    assert "Nombres (opcional)" not in html
    assert "*" not in re.sub(r"<[^>]+>", "", html)
    assert " required" not in html


def test_numbers_are_typed_into_text_boxes_with_comma_or_point() -> None:
    class Income(MingaForm):
        income = forms.DecimalField(label="Ingreso", decimal_places=2)

    for typed in ("12,50", "12.50"):
        form = Income({"income": typed})
        assert form.is_valid(), form.errors
        assert str(form.cleaned_data["income"]) == "12.50"
    assert 'type="text"' in str(Income()["income"])


def test_own_error_messages_of_a_field_are_kept() -> None:
    class Own(MingaForm):
        name = forms.CharField(error_messages={"required": "Díganos cómo se llama."}, max_length=3)

    assert Own({}).errors["name"] == ["Díganos cómo se llama."]
    assert Own({"name": "cuatro"}).errors["name"] == ["«Name» admite hasta 3 caracteres; hay 6."]


def test_percent_signs_in_labels_are_text() -> None:
    class Share(MingaForm):
        share = forms.IntegerField(label="Avance 100 % (real)", max_value=5)

    assert Share({"share": "9"}).errors["share"] == ["El número de «Avance 100 % (real)» debe ser 5 o menor."]
    assert Share({}).errors["share"] == ["Complete «Avance 100 % (real)»."]


def test_refusal_of_an_operation_shows_on_the_form(render: Callable[..., str]) -> None:
    form = samples.SampleForm({})
    refusal = Refusal("class_full", "El aula tiene %(taken)d de %(places)d cupos.", {"taken": 30, "places": 30})
    form.refuse(Refused(refusal))
    html = render('<c-ui.form :form="form" />', form=form)
    assert "<li>El aula tiene 30 de 30 cupos.</li>" in html


def test_form_of_another_package_gets_our_controls(render: Callable[..., str]) -> None:
    class Foreign(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput)
        remember = forms.BooleanField(required=False)

    html = render('<c-ui.form :form="form" />', form=Foreign())
    assert 'class="govuk-input' in html
    assert 'class="govuk-checkboxes__input"' in html


def test_one_time_id_is_new_and_survives_errors(render: Callable[..., str], rf: Any, request_in_manta: Any) -> None:
    found = re.compile(r'name="_submission" value="([^"]+)"')
    first = found.search(render('<c-ui.form :form="form" />', form=samples.SampleForm()))
    second = found.search(render('<c-ui.form :form="form" />', form=samples.SampleForm()))
    assert first
    assert second
    assert uuid.UUID(first.group(1)).version == 7
    assert first.group(1) != second.group(1)
    request = rf.post("/manta/", {"_submission": first.group(1)})
    request.__dict__.update(
        {
            k: v
            for k, v in request_in_manta.__dict__.items()
            if k in ("user", "actor", "at", "_messages", "municipality")
        }
    )
    again = found.search(render('<c-ui.form :form="form" />', request, form=samples.SampleForm()))
    assert again
    assert again.group(1) == first.group(1)


def test_get_form_carries_no_secret(render: Callable[..., str]) -> None:
    html = render('<c-ui.form :form="form" method="get" />', form=samples.SampleFilter())
    assert "csrfmiddlewaretoken" not in html
    assert "_submission" not in html


def test_files_make_the_form_multipart(render: Callable[..., str]) -> None:
    assert 'enctype="multipart/form-data"' in render('<c-ui.form :form="form" />', form=samples.SampleForm())


def test_too_long_file_name_is_answered_in_words() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    class Upload(MingaForm):
        sheet = forms.FileField(label="Hoja", max_length=10)

    form = Upload({}, MultiValueDict({"sheet": [SimpleUploadedFile("x" * 30, b"a")]}))
    assert form.errors["sheet"] == ["Acorte el nombre del archivo de «Hoja» a 10 letras; hay 30."]
