"""Sending a sheet, saying what its columns are, deciding on possible duplicates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minga.kernel.uploads.limits import LIMITS
from minga.ui.formats import as_number
from minga.ui.forms import MingaForm

from ..models import ImportBatch, ImportRow
from ..rules.columns import SYNONYMS
from ..states import PopulationGroup, RowDecision
from ..wording import FIELD_LABELS

_number = lazy(as_number, str)  # written when the page is: the language is that of who reads it
_LIMITS = format_lazy(
    _("Hasta {megabytes} MB y {rows} filas. Excel (.xlsx) o CSV."),
    megabytes=LIMITS.file_bytes // 1_000_000,
    rows=_number(LIMITS.rows),
)


class StageFileForm(MingaForm):
    """A sheet of Excel or a CSV, also as Kobo exports it."""

    file = forms.FileField(
        label=_("Hoja de inscripción"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text=_LIMITS,
        max_length=200,
    )


class MapColumnsForm(MingaForm):
    """One choice a heading; the fields are made from the batch."""

    population_default = forms.ChoiceField(
        label=_("Si la hoja no dice el grupo de población, son"),
        choices=[("", _("Según la nacionalidad de cada persona")), *PopulationGroup.choices],
        required=False,
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        self.batch = batch
        initial = {"population_default": batch.population_default, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        choices = [("", _("No se usa")), *((name, FIELD_LABELS[name]) for name in SYNONYMS)]
        for number, header in enumerate(batch.headers):
            field = forms.ChoiceField(label=header, choices=choices, required=False)
            field.initial = batch.mapping.get(header, "")
            self.fields[f"column_{number}"] = field

    def columns(self) -> list[Any]:
        """The bound fields of the columns, in the order of the sheet."""
        return [self[f"column_{number}"] for number in range(len(self.batch.headers))]

    def mapping(self) -> dict[str, str]:
        """Heading → field, as the operation takes it."""
        return {
            header: self.cleaned_data.get(f"column_{number}", "") for number, header in enumerate(self.batch.headers)
        }


class DecisionsForm(MingaForm):
    """A decision for each possible duplicate shown on a page, or one for all that are still undecided."""

    def __init__(self, *args: Any, rows: list[ImportRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        choices = [("", _("Sin decidir")), *RowDecision.choices]
        for row in rows:
            field = forms.ChoiceField(label=row.shown_name, choices=choices, required=False, initial=row.decision)
            self.fields[f"row_{row.row_no}"] = field

    def decisions(self) -> dict[int, str]:
        """Row number → decision."""
        return {row.row_no: self.cleaned_data[f"row_{row.row_no}"] for row in self.rows}
