"""Forms of attendance; the class list itself is read by `read_markings`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.kernel.refusals import Refused
from minga.training.states import EnrolmentState, LeaveReason, ReleaseReason
from minga.ui.forms import DateBoxesField, MingaForm

from .queries import ListRow
from .rules import NOT_MARKED, Marking, is_mark_state, markings_from_rows, read_rows, read_seen, refusal
from .states import MarkState

_TWO_LINES = {"rows": 2}
SHEET_STATES = (MarkState.ATTENDED, MarkState.LATE, MarkState.EXCUSED, MarkState.ABSENT)


def read_markings(data: Mapping[str, str], rows: Iterable[ListRow], *, rest: str = "") -> list[Marking]:
    """What a posted class list says: `mark-<id>` a state, `minutes-<id>` minutes of who came late, the rest `rest`.

    `seen` holds the marks that the page showed. Raises Refused `minutes_unreadable` for minutes that are not a number.
    """
    markings, seen = [], read_seen(data.get("seen", ""))
    for row in rows:
        key = row.enrolment.public_id
        state = data.get(f"mark-{key}", "") or row.state or rest
        if is_mark_state(state):
            minutes = _minutes(data.get(f"minutes-{key}", "")) if state == MarkState.LATE else None
            markings.append(Marking(row.enrolment.pk, state, minutes, seen.get(row.row_number, NOT_MARKED)))
    return markings


def _minutes(text: str) -> int | None:
    text = text.strip()
    if text and not text.isdecimal():
        raise Refused(refusal("minutes_unreadable", text=text[:20]))
    return int(text) if text else None


class RowsForm(MingaForm):
    """A signed sheet, entered by the numbers of its rows (ASI-1)."""

    attended = forms.CharField(
        label=_("Filas que asistieron"),
        required=False,
        help_text=_("Por ejemplo: 1-12, 14, 20."),
        widget=forms.Textarea(attrs=_TWO_LINES),
    )
    late = forms.CharField(label=_("Filas con atraso"), required=False)
    excused = forms.CharField(label=_("Filas con falta justificada"), required=False)
    absent = forms.CharField(label=_("Filas que faltaron"), required=False)
    rest = forms.ChoiceField(
        label=_("Las demás filas"),
        choices=[
            (MarkState.ABSENT, _("Faltaron")),
            (MarkState.ATTENDED, _("Asistieron")),
            ("", _("Quedan sin marcar")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=MarkState.ABSENT,
    )
    reason = forms.CharField(
        label=_("Motivo de la corrección"),
        required=False,
        max_length=300,
        help_text=_("Solo si la lista ya estaba tomada otro día."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def markings(self, rows: Iterable[ListRow]) -> list[Marking]:
        """What a sheet that was read says of the people on the list. Raises as `rules.markings_from_rows`."""
        given, by_row = self.cleaned_data, {row.row_number: row.enrolment.pk for row in rows}
        return markings_from_rows(given["rows"], by_row, rest=given["rest"], seen=read_seen(given["seen"]))

    def show_again(self, seen: str) -> None:
        """Keep what was typed beside the marks that the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    def clean(self) -> dict[str, Any]:
        """The rows of each state as numbers, under `rows`; a box that is not understood says so beside it."""
        given = super().clean()
        given["rows"] = {}
        for state in SHEET_STATES:
            try:
                given["rows"][state.value] = read_rows(given.get(state.value, ""))
            except Refused as refused:
                self.refuse(refused, state.value)
        return given


class EndForm(MingaForm):
    """How somebody's place ends: what is offered depends on whether they began."""

    outcome = forms.ChoiceField(label=_("Qué pasó"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Motivo"))
    note = forms.CharField(label=_("Nota"), required=False, max_length=500, widget=forms.Textarea(attrs=_TWO_LINES))

    def __init__(self, *args: Any, has_started: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        reason: Any = self.fields["reason"]
        if has_started:
            outcome.choices = [(EnrolmentState.LEFT, _("Dejó el ciclo después de asistir"))]
            outcome.initial = EnrolmentState.LEFT
            reason.choices = [("", _("Elija un motivo")), *LeaveReason.choices]
        else:
            outcome.choices = [
                (EnrolmentState.RELEASED, _("No va a venir: se libera su cupo")),
                (EnrolmentState.NO_SHOW, _("El aula empezó y no se presentó")),
            ]
            reason.choices = [("", _("Elija un motivo")), *ReleaseReason.choices]
            reason.required = False
            reason.help_text = _("Hace falta para liberar el cupo.")


class CancelForm(MingaForm):
    """Why a session is not given."""

    reason = forms.CharField(label=_("Motivo"), max_length=300, widget=forms.Textarea(attrs=_TWO_LINES))


class MoveForm(MingaForm):
    """Another hour, length or venue for a session."""

    day = DateBoxesField(label=_("Fecha"))
    hour = forms.TimeField(label=_("Hora de inicio"), help_text=_("Por ejemplo: 18:30."))
    minutes = forms.IntegerField(label=_("Duración en minutos"), min_value=15, max_value=720)
    venue = forms.ModelChoiceField(label=_("Lugar"), queryset=None, required=False, empty_label=_("El mismo"))

    def __init__(self, *args: Any, venues: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = venues  # type: ignore[attr-defined]

    def starts_at(self, zone: str) -> datetime:
        """The instant it begins, in the municipality's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], ZoneInfo(zone))
