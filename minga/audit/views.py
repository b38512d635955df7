"""Who did what, and when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minga.kernel.guard import staff
from minga.ui.paging import read_page

from . import queries
from .forms import AuditFilterForm


@staff("audit.view")
def record_list(request: HttpRequest) -> HttpResponse:
    """What was done in this municipality, newest first; names of fields, never their values."""
    form = AuditFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.records_in(
        request.municipality.pk, object_public_id=chosen.get("object"), action=chosen.get("action", "")
    )
    page = read_page(found, request=request, order=("at", "id"), descending=True)
    return render(request, "audit/record_list.html", {"form": form, "page": page}, status=422 if form.errors else 200)
