"""Forms of screening: a page of questions made from the workbook, uploading one, deciding on an advice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from minga.kernel.phones import read_phone
from minga.screening.rules.answers import Answer, NotAnAnswerError, read_answer
from minga.screening.rules.form import FormRun
from minga.screening.rules.instrument import Choice, Kind, Question
from minga.screening.states import MainComponent
from minga.screening.wording import answer_text
from minga.ui.forms import DateBoxes, MingaForm

_NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.RANGE)
LARGEST_UPLOAD_MB = 8


def language() -> str:
    """Language of the page, `es` or `en`."""
    return get_language() or "es"


class AnswerField(forms.Field):
    """One question: the control that its kind asks for, read by `rules.answers`."""

    def __init__(self, question: Question, choices: Iterable[Choice], label: str, hint: str) -> None:
        self.question = question
        self.max_length = 4 if question.kind is Kind.INTEGER else None
        super().__init__(required=False, label=label, help_text=hint, widget=_widget(question, choices))

    def to_python(self, value: Any) -> Answer:
        """The answer to store, "" when nothing was said; ValidationError in the words of `wording.ANSWER_WORDS`."""
        try:
            return read_answer(self.question, _typed(self.question, value))
        except NotAnAnswerError as fault:
            raise ValidationError(answer_text(fault.code, str(self.label)), code=fault.code) from fault


def _widget(question: Question, choices: Iterable[Choice]) -> forms.Widget:
    options = [(choice.code, choice.label.in_language(language())) for choice in choices]
    match question.kind:
        case Kind.SELECT_ONE if "minimal" in question.appearance:
            return forms.Select(choices=[("", _("Elija una opción")), *options])
        case Kind.SELECT_ONE:
            return forms.RadioSelect(choices=options)
        case Kind.SELECT_MULTIPLE:
            return forms.CheckboxSelectMultiple(choices=options)
        case Kind.DATE:
            return DateBoxes()
        case Kind.ACKNOWLEDGE:
            return forms.CheckboxInput()
        case Kind.TEXT if "multiline" in question.appearance:
            return forms.Textarea(attrs={"rows": 4})
        case _:
            is_number = question.kind in _NUMBERS or "numbers" in question.appearance
            return forms.TextInput(attrs={"inputmode": "decimal" if is_number else "text", "autocomplete": "off"})


def _typed(question: Question, value: Any) -> Sequence[str]:
    """What came from the control, as the parts that `read_answer` takes."""
    if value is None or value is False:
        return ()
    if value is True:
        return ("on",)
    if isinstance(value, tuple) and "month-year" in question.appearance and value[1] and value[2]:
        return (value[0] or "1", value[1], value[2])
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else (str(value),)


class AnswersForm(MingaForm):
    """The questions of a page that are shown; valid when every answer can be read and none is missing or wrong.

    Constraints and requirements are judged with the answers of the page itself. `answers` holds what to save.
    """

    def __init__(self, *args: Any, run: FormRun, questions: Sequence[Question], **kwargs: Any) -> None:
        self.run, self.questions = run, questions
        asked = [question for question in questions if question.is_asked]
        kwargs["initial"] = {question.name: _initial(question, run.answers.get(question.name)) for question in asked}
        super().__init__(*args, **kwargs)
        for question in asked:
            label = run.words(question.label, language()) or question.name
            hint = run.words(question.hint, language())
            field = AnswerField(question, run.choices(question), label, hint)
            field.error_messages = {**field.error_messages}
            self.fields[question.name] = field

    def clean(self) -> dict[str, Any]:
        """Judge the page with its own answers."""
        cleaned = super().clean() or {}
        after = self.after(cleaned)
        self._check_phones(cleaned)
        for fault in after.faults(self.questions):
            if fault.name not in self.errors:
                label = str(self.fields[fault.name].label)
                self.add_error(fault.name, answer_text(fault.code, label, fault.message.in_language(language())))
        return cleaned

    def _check_phones(self, cleaned: dict[str, Any]) -> None:
        """A phone for the person's record has to be one that can be called (kernel.phones)."""
        for question in self.questions:
            typed = cleaned.get(question.name) if question.person_field == "phone" else ""
            if typed and not read_phone(str(typed)).e164:
                words = _("Escriba el número completo, con el código del país si no es de Ecuador.")
                self.add_error(question.name, words)

    def after(self, answers: dict[str, Any]) -> FormRun:
        """The form as it will be with these answers."""
        env = self.run.env
        return self.run.form.run({**self.run.answers, **answers}, on=env["$today"], now=env["$now"])  # type: ignore[arg-type]

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers of the page, once it is valid."""
        return {name: self.cleaned_data[name] for name in self.fields}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What to show, in order: notes as text, questions as fields, with the help for whoever asks."""
        return [
            {
                "note": "" if question.is_asked else self.run.words(question.label, language()),
                "field": self[question.name] if question.is_asked else None,
                "guidance": self.run.words(question.guidance, language()),
            }
            for question in self.questions
        ]


def _initial(question: Question, answer: Any) -> Any:
    if answer is None:
        return None
    if question.kind is Kind.SELECT_MULTIPLE:
        return str(answer).split()
    if question.kind is Kind.ACKNOWLEDGE:
        return answer == "OK"
    return str(answer).replace(".", ",") if isinstance(answer, float) else answer


class WorkbookForm(MingaForm):
    """A new version of the instrument."""

    workbook = forms.FileField(
        label=_("Libro de Excel (.xlsx)"),
        help_text=_("Descargue el que está en uso, cámbielo en Excel y súbalo aquí. Hasta 8 MB."),
    )
    note = forms.CharField(
        label=_("¿Qué cambia, y quién lo acordó?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def clean_workbook(self) -> Any:
        """Refuse a file that is far too big before it is read."""
        upload = self.cleaned_data["workbook"]
        if upload.size > LARGEST_UPLOAD_MB * 1_000_000:
            raise ValidationError(_("El archivo pesa más de 8 MB: un instrumento ocupa mucho menos."), code="too_large")
        return upload


class OverrideForm(MingaForm):
    """Another component than the advice, with its reason."""

    component = forms.ChoiceField(label=_("Componente"), choices=MainComponent.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("¿Por qué lo cambia?"),
        help_text=_("Queda guardado con su nombre. No escriba datos de salud ni de protección."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def show_again(self, seen: str) -> None:
        """Keep what was typed beside the decision that the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = seen


class ResumeForm(MingaForm):
    """The code of a registration under way, and what another person who finds it does not know."""

    code = forms.CharField(label=_("Su código"), max_length=30, help_text=_("Por ejemplo MAN-7K3F-29DX-3ABC."))
    birth_year = forms.IntegerField(
        label=_("Año en que nació"), required=False, min_value=1900, max_value=2100,
        help_text=_("Déjelo vacío solo si todavía no respondió esa pregunta."),
    )  # fmt: skip


class ImportForm(MingaForm):
    """A file that Kobo or ODK exported."""

    TRIAL, KEEP = "trial", "keep"

    file = forms.FileField(
        label=_("Archivo exportado (.xlsx o .csv)"),
        help_text=_("Primero importe a las personas en «Personas»; después suba aquí el mismo archivo."),
    )
    version = forms.ModelChoiceField(queryset=None, label=_("¿Con qué instrumento se preguntó?"), empty_label=None)
    mode = forms.ChoiceField(
        label=_("¿Qué hacemos?"),
        choices=((TRIAL, _("Solo revisar: decir qué pasaría")), (KEEP, _("Guardar las entrevistas"))),
        widget=forms.RadioSelect,
        initial=TRIAL,
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions
        self.fields["version"].initial = versions.filter(has_rules=True, published_at__isnull=False).first()


class PaperForm(MingaForm):
    """The code printed on a paper form."""

    code = forms.CharField(
        label=_("Código de la ficha en papel"),
        max_length=30,
        required=False,
        help_text=_("Está arriba a la derecha. Déjelo vacío si entrevista ahora, sin papel."),
    )
