"""What every form of minga is: our controls, and errors that say what to do in the words of the label."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils.translation import gettext_lazy as _

from minga.kernel.refusals import Refused

from .dates import DateBoxes, DateBoxesField

__all__ = ["DateBoxes", "DateBoxesField", "MingaForm", "MingaFormMixin", "MingaModelForm"]

_CHOOSE = _("Elija una opción en «%(label)s».")
# Which words replace Django's for an error code: first match of (code, field type) wins.
_WORDS: tuple[tuple[str, type[forms.Field], Any], ...] = (
    ("required", forms.BooleanField, _("Marque «%(label)s» para continuar.")),
    ("required", forms.MultipleChoiceField, _("Elija al menos una opción en «%(label)s».")),
    ("required", forms.ModelMultipleChoiceField, _("Elija al menos una opción en «%(label)s».")),
    ("required", forms.ChoiceField, _CHOOSE),
    ("required", forms.ModelChoiceField, _CHOOSE),
    ("required", forms.FileField, _("Elija un archivo en «%(label)s».")),
    ("required", DateBoxesField, _("Escriba día, mes y año en «%(label)s».")),
    ("required", forms.Field, _("Complete «%(label)s».")),
    (
        "invalid",
        forms.EmailField,
        _("Escriba el correo completo en «%(label)s», por ejemplo nombre@ejemplo.org."),
    ),
    (
        "invalid",
        forms.URLField,
        _("Escriba la dirección completa en «%(label)s», por ejemplo https://ejemplo.org."),
    ),
    ("invalid", forms.DecimalField, _("Escriba solo un número en «%(label)s», por ejemplo 12,50.")),
    ("invalid", forms.FloatField, _("Escriba solo un número en «%(label)s», por ejemplo 12,5.")),
    ("invalid", forms.IntegerField, _("Escriba solo un número sin decimales en «%(label)s».")),
    ("invalid", forms.DateTimeField, _("Escriba fecha y hora en «%(label)s», por ejemplo 2026-11-21 18:30.")),
    ("invalid", forms.DateField, _("«%(label)s» debe ser una fecha que exista, por ejemplo 27/03/1990.")),
    ("invalid", forms.TimeField, _("Escriba la hora en «%(label)s» con dos puntos, por ejemplo 18:30.")),
    ("invalid", forms.FileField, _("No llegó ningún archivo en «%(label)s»: elíjalo otra vez.")),
    ("empty", forms.FileField, _("El archivo de «%(label)s» está vacío: elija otro.")),
    ("invalid_choice", forms.Field, _("Elija en «%(label)s» una de las opciones de la lista.")),
    (
        "max_length",
        forms.FileField,
        _("Acorte el nombre del archivo de «%(label)s» a %%(max)d letras; hay %%(length)d."),
    ),
    (
        "max_length",
        forms.Field,
        _("«%(label)s» admite hasta %%(limit_value)d caracteres; hay %%(show_value)d."),
    ),
    (
        "min_length",
        forms.Field,
        _("«%(label)s» necesita al menos %%(limit_value)d caracteres; hay %%(show_value)d."),
    ),
    ("max_value", forms.Field, _("El número de «%(label)s» debe ser %%(limit_value)s o menor.")),
    ("min_value", forms.Field, _("El número de «%(label)s» debe ser %%(limit_value)s o mayor.")),
)

# Codes whose message Django formats once more, with the numbers of the error.
_WITH_NUMBERS = {"invalid_choice", "max_length", "min_length", "max_value", "min_value"}


class MingaFormMixin:
    """Put before a Django form class. Errors carry the label: they read alike on top and beside the field.

    A field that names its own `error_messages` keeps them. `refuse(refused, field)` puts the words of an
    operation's refusal on the form. Fields are never marked required in HTML: the server names every error at once.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = field.label if field.label is not None else pretty_name(name)
            _speak_plainly(field)
            _keep_typed_numbers(field)
            _invite_to_choose(field)

    def refuse(self, refused: Refused, field: str | None = None) -> None:
        """Show a refusal of an operation as an error of `field`, or of the form as a whole."""
        self.add_error(field, str(refused))  # type: ignore[attr-defined]


def _speak_plainly(field: forms.Field) -> None:
    """Replace the messages that are still Django's own with ours."""
    label = str(field.label).rstrip(": ")
    stock = _stock_messages(type(field))
    for code in {key for key, _kind, _text in _WORDS}:
        given = field.error_messages.get(code)
        ours = next((text for key, kind, text in _WORDS if key == code and isinstance(field, kind)), None)
        if ours is not None and (given is None or given == stock.get(code)):
            words = label.replace("%", "%%") if code in _WITH_NUMBERS else label
            field.error_messages[code] = str(ours) % {"label": words}


def _keep_typed_numbers(field: forms.Field) -> None:
    """Numbers go into a text box (a number box drops what it cannot read), with comma or point."""
    if isinstance(field.widget, forms.NumberInput):
        field.widget.input_type = "text"
        for limit in ("min", "max", "step"):
            field.widget.attrs.pop(limit, None)
        if isinstance(field, (forms.DecimalField, forms.FloatField)):
            field.localize = field.widget.is_localized = True


def _invite_to_choose(field: forms.Field) -> None:
    """A list of rows begins with our word, not with Django's dashes."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = _("Elija")


def _stock_messages(kind: type[forms.Field]) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for cls in reversed(kind.__mro__):
        messages.update(getattr(cls, "default_error_messages", {}))
    return messages


class MingaForm(MingaFormMixin, forms.Form):
    """A plain form with our controls and words."""


class MingaModelForm(MingaFormMixin, forms.ModelForm):
    """A model form with our controls and words."""
