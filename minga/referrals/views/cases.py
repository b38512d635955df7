"""Protected cases, for the case role alone, after signing in anew and saying what for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.people.models import Person
from minga.people.queries import visible_people
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from .. import operations, queries
from ..forms.cases import (
    CaseForm,
    CloseCaseForm,
    CorrectionForm,
    DismissForm,
    FinishForm,
    HandOverForm,
    NoteForm,
    PurposeForm,
    SupportForm,
    TaskForm,
)
from ..models import Case
from ..states import CasePurpose, CaseState, NoteKind
from .pages import form_page

PURPOSES = "case_purposes"
CaseView = Callable[..., HttpResponse]


def _up(request: HttpRequest, case: Case | None = None) -> list[Link]:
    links = [Link(_("Casos"), tenant_url(request, "referrals:case-list"))]
    return [*links, Link(case.code, case_url(request, case))] if case else links


def case_url(request: HttpRequest, case: Case) -> str:
    """The page of a case."""
    return tenant_url(request, "referrals:case-detail", public_id=case.public_id)


def with_purpose(view: CaseView) -> CaseView:
    """The view gets the case; before, once a case and session, the reader says what for (kept in the audit)."""

    @wraps(view)
    def asked(request: HttpRequest, public_id: uuid.UUID, **kwargs: Any) -> HttpResponse:
        case = get_object_or_404(queries.visible_cases(request.actor), public_id=public_id)
        if request.session.get(PURPOSES, {}).get(str(public_id)) not in CasePurpose.values:
            return SeeOther(tenant_url(request, "referrals:case-purpose", public_id=public_id))
        return view(request, case, **kwargs)

    return asked


@require_GET
@staff("cases.view", fresh=True)
def case_list(request: HttpRequest) -> HttpResponse:
    """Alerts that wait, tasks that are due, and cases by code; what they hold opens only one by one."""
    state = request.GET.get("estado", "")
    state = state if state in CaseState.values else CaseState.OPEN
    address = tenant_url(request, "referrals:case-list")
    page = read_page(
        queries.cases_by_state(request.actor, state), request=request, order=("opened_at", "id"), descending=True
    )
    context = {
        "alerts": queries.alerts_waiting(request.actor),
        "tasks": queries.day_tasks(request.actor, request.at),
        "page": page,
        "tabs": [Link(each.label, f"{address}?estado={each.value}", state == each.value) for each in CaseState],
    }
    return render(request, "referrals/case_list.html", context)


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case that came without an alert."""
    return _opening(request, None)


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
def open_case_of_alert(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open a case of an alert."""
    alert = queries.alert_of(request.actor, public_id)
    if alert is None:
        raise Http404
    return _opening(request, alert)


def _opening(request: HttpRequest, alert: Any) -> HttpResponse:
    initial = {"category": alert.code, "name": alert.who, "contact": alert.contact} if alert else None
    form = CaseForm(request.POST or None, initial=initial)
    person = _person_of(request, form)

    def save() -> Case:
        given = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        case = operations.open_case(
            municipality=request.municipality, person=person, alert=alert.alert if alert else None,
            actor=request.actor, at=request.at, **given,
        )  # fmt: skip
        _state_purpose(request, case, CasePurpose.FOLLOW_UP)
        return case

    return form_page(
        request,
        form=form,
        save=save,
        to=lambda case: case_url(request, case),
        done=_("El caso quedó abierto."),
        template="referrals/open_case.html",
        context={"alert": alert, "up": _up(request)},
    )


def _person_of(request: HttpRequest, form: Any) -> Person | None:
    """The person of the typed code; a code that nobody has is an error of the form."""
    if request.method != "POST" or not form.is_valid() or not form.cleaned_data["code"]:
        return None
    code = form.cleaned_data["code"].strip().upper()
    person = visible_people(request.actor).filter(code=code).first()
    if person is None:
        form.add_error("code", _("No se encontró a nadie con ese código. Déjelo vacío si no está inscrita."))
    return person


def _state_purpose(request: HttpRequest, case: Case, purpose: str) -> None:
    request.session[PURPOSES] = {**request.session.get(PURPOSES, {}), str(case.public_id): purpose}


@require_http_methods(["GET", "POST"])
@staff("cases.view", fresh=True)
def case_purpose(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say once, for this session, what the case is opened for."""
    case = get_object_or_404(queries.visible_cases(request.actor), public_id=public_id)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _state_purpose(request, case, form.cleaned_data["purpose"])
        return SeeOther(case_url(request, case))
    context = {"form": form, "title": _("Caso %(code)s") % {"code": case.code}, "up": _up(request)}
    return render(request, "referrals/case_purpose.html", context, status=422 if form.errors else 200)


@require_GET
@staff("cases.view", fresh=True)
@with_purpose
def case_detail(request: HttpRequest, case: Case) -> HttpResponse:
    """A case: plan, notes, alerts, care. Each opening is in the audit with its purpose."""
    purpose = request.session[PURPOSES][str(case.public_id)]
    operations.note_read(case=case, purpose=purpose, actor=request.actor, at=request.at)
    context = {
        "case": case,
        "view": queries.case_view(case, request.actor),
        "purpose": CasePurpose(purpose).label,
        "up": _up(request),
    }
    return render(request, "referrals/case_detail.html", context)


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
@with_purpose
def write_note(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a note: what happened, what was decided, whom one called."""
    form = NoteForm(request.POST or None, services=queries.specialised_services(request.actor))
    return form_page(
        request,
        form=form,
        save=lambda: operations.write_note(case=case, actor=request.actor, at=request.at, **form.cleaned_data),
        to=case_url(request, case),
        done=_("Anotado."),
        context={"title": _("Anotar en el caso"), "up": _up(request, case)},
    )


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
@with_purpose
def correct_note(request: HttpRequest, case: Case, note_id: uuid.UUID) -> HttpResponse:
    """Correct a note by another one."""
    note = get_object_or_404(case.notes, public_id=note_id)
    form = CorrectionForm(request.POST or None)
    return form_page(
        request,
        form=form,
        save=lambda: operations.write_note(
            case=case, kind=NoteKind.CORRECTION, corrects=note, actor=request.actor, at=request.at, **form.cleaned_data
        ),
        to=case_url(request, case),
        done=_("La corrección quedó junto a la nota."),
        context={"title": _("Corregir una nota"), "up": _up(request, case)},
    )


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
@with_purpose
def add_task(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a goal or an action to the plan."""
    form = TaskForm(request.POST or None)

    def save() -> Any:
        data = form.cleaned_data
        zone = ZoneInfo(request.municipality.time_zone)
        due = datetime.combine(data["due_on"], time(18), zone) if data["due_on"] else None
        return operations.add_task(
            case=case, kind=data["kind"], text=data["text"], due_at=due, actor=request.actor, at=request.at
        )

    return form_page(
        request,
        form=form,
        save=save,
        to=case_url(request, case),
        done=_("El plan quedó actualizado."),
        context={"title": _("Añadir al plan"), "up": _up(request, case)},
    )


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
@with_purpose
def finish_task(request: HttpRequest, case: Case, task_id: uuid.UUID) -> HttpResponse:
    """Note how a task ended."""
    task = get_object_or_404(case.tasks.select_related("case"), public_id=task_id)
    form = FinishForm(request.POST or None)
    return form_page(
        request,
        form=form,
        save=lambda: operations.finish_task(task=task, actor=request.actor, at=request.at, **form.cleaned_data),
        to=case_url(request, case),
        done=_("El plan quedó actualizado."),
        context={"title": _("Terminar una tarea"), "up": _up(request, case)},
    )


@require_GET
@staff("cases.view", fresh=True)
@with_purpose
def phone_script(request: HttpRequest, case: Case) -> HttpResponse:
    """What to say to the specialised entity by phone, and to which: never by link, e-mail or chat."""
    view = queries.case_view(case, request.actor)
    context = {
        "case": case,
        "head": view.head,
        "why_not": queries.why_not_call(view.head),
        "services": queries.specialised_services(request.actor, view.head.category_code),
        "others": queries.specialised_services(request.actor),
        "up": _up(request, case),
    }
    return render(request, "referrals/phone_script.html", context)


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
@with_purpose
def close_case(request: HttpRequest, case: Case) -> HttpResponse:
    """Close a case."""
    form = CloseCaseForm(request.POST or None)
    return form_page(
        request,
        form=form,
        save=lambda: operations.close_case(case=case, actor=request.actor, at=request.at, **form.cleaned_data),
        to=tenant_url(request, "referrals:case-list"),
        done=_("El caso quedó cerrado."),
        context={"title": _("Cerrar el caso"), "up": _up(request, case)},
    )


@require_POST
@staff("cases.change", fresh=True)
@with_purpose
def reopen_case(request: HttpRequest, case: Case) -> HttpResponse:
    """Open a closed case again."""
    operations.reopen_case(case=case, actor=request.actor, at=request.at)
    messages.success(request, _("El caso está abierto otra vez."))
    return SeeOther(case_url(request, case))


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
@with_purpose
def hand_over_case(request: HttpRequest, case: Case) -> HttpResponse:
    """Give a case to the deputy."""
    workers = queries.case_workers(request.municipality, request.at.date())
    form = HandOverForm(request.POST or None, workers=workers)
    return form_page(
        request,
        form=form,
        save=lambda: operations.hand_over_case(case=case, actor=request.actor, at=request.at, **form.cleaned_data),
        to=case_url(request, case),
        done=_("El caso cambió de responsable."),
        context={"title": _("Entregar el caso"), "up": _up(request, case)},
    )


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
def dismiss_alert(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note why an alert opens no case."""
    alert = queries.alert_of(request.actor, public_id)
    if alert is None:
        raise Http404
    form = DismissForm(request.POST or None)
    return form_page(
        request,
        form=form,
        save=lambda: operations.take_alert(
            alert=alert.alert, case=None, actor=request.actor, at=request.at, **form.cleaned_data
        ),
        to=tenant_url(request, "referrals:case-list"),
        done=_("El aviso quedó atendido."),
        context={"title": _("Atender sin abrir un caso"), "up": _up(request)},
    )


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
@with_purpose
def record_support(request: HttpRequest, case: Case) -> HttpResponse:
    """A session of emotional support of a case."""
    return _support(request, case)


@require_http_methods(["GET", "POST"])
@staff("cases.change", fresh=True)
def record_support_apart(request: HttpRequest) -> HttpResponse:
    """A session of emotional support without a case: one person, or a group."""
    return _support(request, None)


def _support(request: HttpRequest, case: Case | None) -> HttpResponse:
    form = SupportForm(request.POST or None)
    person = _person_of(request, form)

    def save() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        return operations.record_support(
            municipality=request.municipality, person=person, case=case, actor=request.actor, at=request.at, **given
        )

    return form_page(
        request,
        form=form,
        save=save,
        to=case_url(request, case) if case else tenant_url(request, "referrals:care-list"),
        done=_("La sesión quedó registrada."),
        context={"title": _("Sesión de soporte emocional"), "up": _up(request, case)},
    )


@require_GET
@staff("cases.view", fresh=True)
def care_list(request: HttpRequest) -> HttpResponse:
    """First psychological aid and emotional support of the city, newest first."""
    operations.note_care_read(actor=request.actor, at=request.at)
    context = {"rows": queries.care_views(request.actor), "up": _up(request)}
    return render(request, "referrals/care_list.html", context)
