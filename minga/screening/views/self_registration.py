"""Self-registration: one question a page, saved as it goes, taken up again by code. Works without JavaScript."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minga.access.limiting import limited
from minga.access.middleware import SeeOther
from minga.access.operations import count_attempt, is_within
from minga.access.views_guard import public_page
from minga.kernel.refusals import Refused
from minga.people.queries import receipt_of
from minga.screening import operations, queries
from minga.screening.forms import ResumeForm, language
from minga.screening.models import Submission
from minga.screening.queries.answers import draft_answers
from minga.screening.queries.explanations import answers_in_words
from minga.screening.queries.submissions import opens_with, self_submission
from minga.screening.states import Channel
from minga.screening.views import answering
from minga.ui.links import tenant_url

SESSION_KEY = "screening_self"
"""Session key of the public id of the registration that this browser is answering."""
MASKED_KEY = "screening_self_masked"
"""Session key of the questions that were answered before it was opened again by its code: never shown."""
TRIES = "participant_code_tried"


def _own(request: HttpRequest) -> Submission | None:
    """The registration of this browser, in this municipality."""
    try:
        public_id = uuid.UUID(request.session.get(SESSION_KEY, ""))
    except ValueError:
        return None
    return self_submission(public_id)


def _begin_url(request: HttpRequest) -> str:
    return tenant_url(request, "screening:self-start")


def _question_url(request: HttpRequest, page: str) -> str:
    return tenant_url(request, "screening:self-page", page=page)


@limited("registration_address")
@public_page
def self_start(request: HttpRequest) -> HttpResponse:
    """What this is and how long it takes; beginning it."""
    version = queries.version_in_force()
    refusal = None
    if request.method == "POST":
        try:
            submission = operations.start_submission(channel=Channel.SELF, actor=request.actor, at=request.at)
        except Refused as refused:
            refusal = refused.refusal
        else:
            request.session[SESSION_KEY] = str(submission.public_id)
            request.session.pop(MASKED_KEY, None)
            first = answering.visit(request, submission, one_by_one=True).journey.pages[0]
            return SeeOther(_question_url(request, first.code))
    context = {"version": version, "refusal": refusal, "own": _own(request)}
    return render(request, "screening/self_start.html", context, status=409 if refusal else 200)


@limited("resume_address")
@public_page
def self_resume(request: HttpRequest) -> HttpResponse:
    """Take up a registration by its code, or the one of this browser."""
    form = ResumeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        submission = _opened_again(request, form)
        if submission is not None:
            request.session[SESSION_KEY] = str(submission.public_id)
            request.session[MASKED_KEY] = sorted(draft_answers(submission))
            return SeeOther(_next_url(request, submission))
        words = _("No encontramos un registro sin terminar con esos datos. Revise que esté completo todo.")
        form.add_error("code", words)
    return render(request, "screening/self_resume.html", {"form": form}, status=422 if form.errors else 200)


def _opened_again(request: HttpRequest, form: ResumeForm) -> Submission | None:
    """The registration of code and birth year; a wrong year reads like a wrong code and is counted."""
    submission = queries.submission_by_code(form.cleaned_data["code"])
    if submission is None:
        return None
    subject = f"resume:{submission.public_id}"
    if not is_within(limit=TRIES, subject=subject, at=request.at):
        return None
    if opens_with(submission, form.cleaned_data["birth_year"]):
        return submission
    count_attempt(limit=TRIES, subject=subject, at=request.at)
    return None


def _masked(request: HttpRequest) -> list[str]:
    masked: list[str] = request.session.get(MASKED_KEY, [])
    return masked


def _next_url(request: HttpRequest, submission: Submission) -> str:
    journey = answering.visit(request, submission, one_by_one=True).journey
    page = journey.page(submission.page) or journey.first_open()
    return _question_url(request, page.code) if page else tenant_url(request, "screening:self-review")


@public_page
def self_page(request: HttpRequest, page: str) -> HttpResponse:
    """One question."""
    submission = _own(request)
    if submission is None or submission.finished_at:
        return SeeOther(_begin_url(request))
    if page in _masked(request):
        return SeeOther(_review_url(request))
    found = answering.visit(request, submission, one_by_one=True)
    shown = answering.page_or_404(found, page)
    form = answering.page_form(request, found, shown)
    if "later" in request.POST and not form.is_valid():
        return SeeOther(tenant_url(request, "screening:self-saved"))
    if request.method == "POST" and form.is_valid():
        journey, _more = answering.save(request, found, shown, form)
        if "later" in request.POST:
            return SeeOther(tenant_url(request, "screening:self-saved"))
        following = journey.after(page)
        return SeeOther(_question_url(request, following.code) if following else _review_url(request))
    before = found.journey.before(page)
    context = {"submission": submission, "form": form, "page": shown, "language": language()}
    context |= {"place": found.journey.place(page), "total": len(found.journey.pages)}
    is_back = before is not None and before.code not in _masked(request)
    context["back_url"] = _question_url(request, before.code) if is_back else _begin_url(request)
    return render(request, "screening/self_page.html", context, status=422 if form.errors else 200)


def _review_url(request: HttpRequest) -> str:
    return tenant_url(request, "screening:self-review")


@public_page
def self_saved(request: HttpRequest) -> HttpResponse:
    """What was answered is kept; how to go on later."""
    submission = _own(request)
    if submission is None:
        return SeeOther(_begin_url(request))
    return render(
        request, "screening/self_saved.html", {"submission": submission, "go_on": _next_url(request, submission)}
    )


@public_page
def self_review(request: HttpRequest) -> HttpResponse:
    """All answers before sending, each with a link to change it; sending them."""
    submission = _own(request)
    if submission is None or submission.finished_at:
        return SeeOther(_begin_url(request))
    found = answering.visit(request, submission, one_by_one=True)
    refusal = None
    if request.method == "POST":
        first = found.journey.first_open()
        if first is not None:
            return SeeOther(_question_url(request, first.code))
        try:
            operations.finish_self_registration(submission=submission, actor=request.actor, at=request.at)
        except Refused as refused:
            refusal = refused.refusal
        else:
            return SeeOther(tenant_url(request, "screening:self-done"))
    context = {"submission": submission, "refusal": refusal, "missing": found.journey.first_open()}
    context["masked"] = _masked(request)
    context["rows"] = answers_in_words(found.ready, found.run.kept(), language())
    return render(request, "screening/self_review.html", context, status=422 if refusal else 200)


@public_page
def self_done(request: HttpRequest) -> HttpResponse:
    """The comprobante, and what comes next."""
    submission = _own(request)
    if submission is None or submission.finished_at is None or submission.person is None:
        raise Http404
    assessment = queries.own_assessment(submission)
    context = {"receipt": receipt_of(submission.person), "is_urgent": assessment is not None and assessment.is_urgent}
    return render(request, "screening/self_done.html", context)


@public_page
def self_leave(request: HttpRequest) -> HttpResponse:
    """Forget the registration on this device; what was answered stays and is found by code."""
    if request.method == "POST":
        request.session.pop(SESSION_KEY, None)
        request.session.pop(MASKED_KEY, None)
    return SeeOther(_begin_url(request))
