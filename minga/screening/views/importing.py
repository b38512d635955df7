"""Interviews from a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.screening import operations
from minga.screening.forms import ImportForm
from minga.screening.permissions import visible_versions
from minga.screening.queries.instruments import faults_in_words
from minga.screening.views.trail import trail


@staff("screening.change")
def import_answers(request: HttpRequest) -> HttpResponse:
    """Try a file, or keep its interviews; either way a report of what becomes of each row."""
    versions = visible_versions(request.actor).order_by("-number")
    form = ImportForm(request.POST or None, request.FILES or None, versions=versions)
    report, faults, is_trial = None, [], True
    if request.method == "POST" and form.is_valid():
        is_trial = form.cleaned_data["mode"] == ImportForm.TRIAL
        version = form.cleaned_data["version"]
        try:
            report = operations.import_answers(
                file=form.cleaned_data["file"].file, version=version, is_trial=is_trial,
                actor=request.actor, at=request.at,
            )  # fmt: skip
            faults = faults_in_words(version, report.faults)
        except Refused as refused:
            form.refuse(refused, "file")
    context = {"form": form, "report": report, "faults": faults, "is_trial": is_trial, "breadcrumbs": trail(request)}
    return render(request, "screening/import_answers.html", context, status=422 if form.errors else 200)
