"""How every form of training is answered: by going on, or by the form again with what to mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minga.access.middleware import SeeOther
from minga.kernel.refusals import Refused
from minga.ui.forms import MingaForm


def answer(
    request: HttpRequest,
    form: MingaForm,
    save: Callable[[dict[str, Any]], str],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """`save` gets the clean values and returns where to go; what it refuses is put on the form (422)."""
    if form.is_valid():
        try:
            return SeeOther(save(form.cleaned_data))
        except Refused as refused:
            form.refuse(refused)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
