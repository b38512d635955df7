"""What assisted entry and self-registration share: one page of questions, shown, judged and saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from minga.screening import operations, queries
from minga.screening.forms import AnswersForm
from minga.screening.models import Submission
from minga.screening.queries.answers import known_questions
from minga.screening.queries.instruments import Loaded
from minga.screening.queries.submissions import run_of
from minga.screening.rules.form import FormRun, Page
from minga.screening.rules.journey import Journey


@dataclass(frozen=True, slots=True)
class Visit:
    """An interview under way as a page needs it."""

    submission: Submission
    ready: Loaded
    run: FormRun
    pages: Sequence[Page]
    journey: Journey


def visit(request: HttpRequest, submission: Submission, *, one_by_one: bool) -> Visit:
    """The interview as it stands: by question for self-registration, by group for assisted entry."""
    ready = queries.loaded(submission.version)
    run = run_of(submission, at=request.at)
    pages = ready.question_pages if one_by_one else ready.group_pages
    known = known_questions(submission.person, ready.instrument)
    return Visit(submission, ready, run, pages, Journey(pages, run, known))


def page_or_404(found: Visit, code: str) -> Page:
    """A page that is shown with the answers given so far."""
    page = found.journey.page(code)
    if page is None:
        raise Http404
    return page


def page_form(request: HttpRequest, found: Visit, page: Page) -> AnswersForm:
    """The form of a page, with what was typed when something was."""
    questions = found.run.shown(page, known=found.journey.known)
    data = request.POST if request.method == "POST" else None
    return AnswersForm(data, run=found.run, questions=questions)


def save(request: HttpRequest, found: Visit, page: Page, form: AnswersForm) -> tuple[Journey, bool]:
    """Save a valid page. Gives the journey as it is now, and whether the same page now asks more than it showed."""
    after = form.after(form.answers)
    journey = Journey(found.pages, after, found.journey.known)
    asked = {question.name for question in form.questions}
    asks_more = any(question.name not in asked for question in after.shown(page, known=found.journey.known))
    following = page if asks_more else journey.after(page.code)
    operations.save_page(
        submission=found.submission,
        answers=form.answers,
        page=following.code if following else "",
        actor=request.actor,
        at=request.at,
    )
    return journey, asks_more
