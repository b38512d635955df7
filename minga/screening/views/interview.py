"""Assisted entry: an interview with a registered person, page by page, on screen or from paper."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.audit.operations import record
from minga.kernel.codes import normalise_code
from minga.kernel.refusals import Refused
from minga.people.models import Person
from minga.people.permissions import visible_people
from minga.screening import operations, queries
from minga.screening.forms import PaperForm, language
from minga.screening.models import Submission
from minga.screening.permissions import visible_submissions
from minga.screening.queries.explanations import answers_in_words
from minga.screening.states import Channel
from minga.screening.views import answering
from minga.screening.views.trail import trail
from minga.ui.links import tenant_url


def _person(request: HttpRequest, public_id: uuid.UUID) -> Person:
    person = visible_people(request.actor).filter(public_id=public_id).first()
    if person is None:
        raise Http404
    return person


def _submission(request: HttpRequest, public_id: uuid.UUID) -> Submission:
    found = visible_submissions(request.actor).select_related("version", "person", "municipality")
    submission = found.filter(public_id=public_id, person__isnull=False).first()
    if submission is None:
        raise Http404
    return submission


@staff("screening.change")
def interview_start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Begin an interview with a person, or take up the one that was begun."""
    person = _person(request, public_id)
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        code = normalise_code(typed) if typed else ""
        try:
            if code is None:
                form.add_error("code", _("El código no está completo: cópielo tal como está en la ficha."))
            else:
                submission = operations.start_submission(
                    channel=Channel.PAPER if code else Channel.ASSISTED,
                    person=person,
                    paper_code=code,
                    actor=request.actor,
                    at=request.at,
                )
                return SeeOther(tenant_url(request, "screening:interview", public_id=submission.public_id))
        except Refused as refused:
            form.refuse(refused)
    context = {"person": person, "form": form, "version": queries.version_in_force(), "breadcrumbs": trail(request)}
    return render(request, "screening/interview_start.html", context, status=422 if form.errors else 200)


@staff("screening.view")
def interview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An interview: its pages with their state while it is under way, its answers once it is finished."""
    submission = _submission(request, public_id)
    context = {"submission": submission, "person": submission.person, "breadcrumbs": trail(request)}
    if submission.finished_at:
        record(actor=request.actor, action="screening.read_answers", at=request.at, obj=submission.person)
        answers = queries.answers_of(submission, request.actor)
        context["answers"] = answers_in_words(queries.loaded(submission.version), answers, language())
        context["assessment"] = submission.assessments.filter(is_current=True).first()
        return render(request, "screening/interview_answers.html", context)
    found = answering.visit(request, submission, one_by_one=False)
    context["stops"] = found.journey.stops()
    context["first_open"] = found.journey.first_open()
    context["language"] = language()
    return render(request, "screening/interview.html", context)


@staff("screening.change")
def interview_page(request: HttpRequest, public_id: uuid.UUID, page: str) -> HttpResponse:
    """One page of an interview."""
    submission = _submission(request, public_id)
    if submission.finished_at:
        return SeeOther(tenant_url(request, "screening:interview", public_id=public_id))
    found = answering.visit(request, submission, one_by_one=False)
    shown = answering.page_or_404(found, page)
    form = answering.page_form(request, found, shown)
    if request.method == "POST" and form.is_valid():
        journey, asks_more = answering.save(request, found, shown, form)
        if asks_more:
            messages.info(request, _("Guardado. Según sus respuestas, esta página pregunta algo más."))
        following = shown if asks_more else journey.after(page)
        return SeeOther(_where(request, public_id, following.code if following else ""))
    before = found.journey.before(page)
    context = {"submission": submission, "person": submission.person, "form": form, "page": shown}
    context |= {"language": language(), "place": found.journey.place(page), "total": len(found.journey.pages)}
    context["back_url"] = _where(request, public_id, before.code if before else "")
    return render(request, "screening/interview_page.html", context, status=422 if form.errors else 200)


def _where(request: HttpRequest, public_id: uuid.UUID, page: str) -> str:
    if page:
        return tenant_url(request, "screening:interview-page", public_id=public_id, page=page)
    return tenant_url(request, "screening:interview", public_id=public_id)


@staff("screening.change")
def interview_finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End an interview and go to its assessment, or to the first page where something is missing."""
    submission = _submission(request, public_id)
    if request.method != "POST":
        return SeeOther(_where(request, public_id, ""))
    try:
        operations.finish_submission(submission=submission, actor=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
        first = answering.visit(request, submission, one_by_one=False).journey.first_open()
        return SeeOther(_where(request, public_id, first.code if first else ""))
    assessment = queries.assessment_of(submission.person, request.actor)
    if assessment is None:
        return SeeOther(_where(request, public_id, ""))
    return SeeOther(tenant_url(request, "screening:assessment", public_id=assessment.public_id))
