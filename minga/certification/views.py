"""Pages of certificates: who reaches one, issuing, the register, revoking, PDFs, and the public verification."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.limiting import limited
from minga.access.middleware import SeeOther
from minga.access.permissions import may
from minga.access.views_guard import public_page, staff
from minga.audit.operations import record_each
from minga.kernel.refusals import Refused
from minga.training.queries import visible_class_groups, visible_enrolments
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from . import operations, pdf, queries
from .forms import CodeForm, ObligationForm, RegisterFilter, RevokeForm
from .models import Certificate
from .permissions import visible_certificates, why_not_issue, why_not_revoke


@require_http_methods(["GET", "POST"])
@public_page
def verify(request: HttpRequest) -> HttpResponse:
    """Type the code of a certificate."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return SeeOther(reverse("verification:certificate", args=[form.cleaned_data["code"]]))
    return render(request, "certification/verify.html", {"form": form}, status=422 if form.errors else 200)


@limited("verification_address", methods=("GET",))
@require_GET
@public_page
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate holds: valid, revoked or not found."""
    certificate = queries.verified(code, request.at)
    context = {"certificate": certificate, "code": code[:40], "form": CodeForm()}
    return render(request, "certification/verified.html", context, status=200 if certificate else 404)


@require_GET
@staff("certificates.view")
def certificate_register(request: HttpRequest) -> HttpResponse:
    """The city's certificates, newest first."""
    form = RegisterFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = queries.register(request.actor, text=given.get("q", ""), state=given.get("estado", ""))
    context = {
        "page": read_page(rows, request=request, order=("issued_at", "id"), descending=True),
        "shows_names": may(request.actor, "people", "view"),
        "filter_form": form,
    }
    context["may_export"] = may(request.actor, "people", "view")
    return render(request, "certification/register.html", context)


@require_GET
@staff("certificates.view")
def class_standing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who of a class reaches the certificate and who does not, with the reasons."""
    return _standing_page(request, public_id)


def _standing_page(request: HttpRequest, public_id: uuid.UUID, form: ObligationForm | None = None) -> HttpResponse:
    class_group = get_object_or_404(visible_class_groups(request.actor), public_id=public_id)
    standings = queries.standings_of(class_group, request.at)
    context = {
        "class_group": class_group,
        "standings": standings,
        "shows_names": may(request.actor, "people", "view"),
        "to_issue": sum(row.may_be_issued for row in standings),
        "issued": sum(row.certificate is not None for row in standings),
        "needed": queries.needed_percent(class_group, request.at),
        "why_not_issue": why_not_issue(request.actor) or queries.why_not_issue_class(class_group),
        "may_issue": why_not_issue(request.actor) is None,
        "form": form or ObligationForm(standings=standings),
        "breadcrumbs": _trail(request),
    }
    return render(request, "certification/standing.html", context, status=422 if form else 200)


@require_POST
@staff("certificates.issue")
def issue_certificates(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Issue what is earned in a class."""
    class_group = get_object_or_404(visible_class_groups(request.actor), public_id=public_id)
    issued = operations.issue_certificates(class_group=class_group, actor=request.actor, at=request.at)
    number = len(issued.new)
    text = ngettext("Se emitió %(number)s certificado.", "Se emitieron %(number)s certificados.", number)
    messages.success(request, text % {"number": number})
    return SeeOther(tenant_url(request, "certification:class-standing", public_id))


@require_POST
@staff("certificates.issue")
def add_obligation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note what somebody of a class owes."""
    class_group = get_object_or_404(visible_class_groups(request.actor), public_id=public_id)
    form = ObligationForm(request.POST, standings=queries.standings_of(class_group, request.at))
    if not form.is_valid():
        return _standing_page(request, public_id, form)
    given = form.cleaned_data
    operations.add_obligation(enrolment=given["enrolment"], text=given["text"], actor=request.actor, at=request.at)
    messages.success(request, _("Obligación anotada."))
    return SeeOther(tenant_url(request, "certification:class-standing", public_id))


@require_POST
@staff("certificates.issue")
def meet_obligation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note that an obligation was met."""
    obligation = get_object_or_404(queries.open_obligations(visible_enrolments(request.actor)), public_id=public_id)
    operations.meet_obligation(obligation=obligation, actor=request.actor, at=request.at)
    messages.success(request, _("Obligación cumplida."))
    class_id = obligation.enrolment.class_group.public_id
    return SeeOther(tenant_url(request, "certification:class-standing", class_id))


@require_GET
@staff("certificates.view")
def certificate_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One certificate of the register."""
    certificate = get_object_or_404(_readable(request), public_id=public_id)
    context = {
        "certificate": certificate,
        "shows_names": may(request.actor, "people", "view"),
        "may_print": why_not_issue(request.actor) is None,
        "verification_url": pdf.verification_url(certificate.code),
        "may_revoke": why_not_revoke(request.actor) is None,
        "breadcrumbs": _trail(request),
    }
    return render(request, "certification/certificate.html", context)


@require_http_methods(["GET", "POST"])
@staff("certificates.revoke")
def revoke_certificate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Revoke a certificate, with the reason."""
    certificate = get_object_or_404(_readable(request), public_id=public_id)
    form = RevokeForm(request.POST or None)
    back = tenant_url(request, "certification:certificate-detail", public_id)
    if form.is_valid():
        try:
            operations.revoke_certificate(
                certificate=certificate, reason=form.cleaned_data["reason"], actor=request.actor, at=request.at
            )
        except Refused as refused:
            form.refuse(refused, "reason")
        else:
            messages.success(request, _("Certificado anulado."))
            return SeeOther(back)
    context = {"certificate": certificate, "form": form, "back": back, "breadcrumbs": _trail(request)}
    return render(request, "certification/revoke.html", context, status=422 if form.errors else 200)


@require_GET
@staff("certificates.issue")
def certificate_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One certificate to print."""
    certificate = get_object_or_404(_readable(request), public_id=public_id)
    return _pdf(request, [certificate], certificate.code)


@require_GET
@staff("certificates.issue")
def class_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Every valid certificate of a class in one file, a page each."""
    class_group = get_object_or_404(visible_class_groups(request.actor), public_id=public_id)
    rows = list(queries.valid_of_class(request.actor, class_group))
    if not rows:
        messages.info(request, _("Esta aula no tiene certificados emitidos todavía."))
        return SeeOther(tenant_url(request, "certification:class-standing", public_id))
    return _pdf(request, rows, class_group.code)


def _readable(request: HttpRequest) -> QuerySet[Certificate]:
    return visible_certificates(request.actor).select_related(
        "municipality", "enrolment__class_group", "enrolment__person", "issued_by", "revoked_by"
    )


def _pdf(request: HttpRequest, certificates: list[Certificate], name: str) -> HttpResponse:
    """The certificates in one file; each is its person's own sheet, so it is noted and not numbered as a copy."""
    people = [row.enrolment.person for row in certificates]
    record_each(actor=request.actor, action="certification.print_certificate", at=request.at, objs=people)
    response = HttpResponse(pdf.draw(certificates), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificado-{name}.pdf"'
    return response


def _trail(request: HttpRequest) -> list[Link]:
    return [Link(_("Certificados"), tenant_url(request, "certification:register"))]
