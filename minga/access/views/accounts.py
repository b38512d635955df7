"""Accounts of a municipality: list, make, give and end roles."""

from __future__ import annotations

import base64
import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.access import operations, permissions, queries
from minga.access.forms import AccountForm, AccountSearchForm, RoleForm
from minga.access.models import Account
from minga.access.undertaking import BEFORE
from minga.access.views_guard import staff
from minga.kernel import clock
from minga.kernel.refusals import Refused
from minga.kernel.sealing import seal, unseal
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

SHOWN_ONCE = "password_shown_once"


@staff("accounts.view")
def account_list(request: HttpRequest) -> HttpResponse:
    """Who has or had a role here."""
    form = AccountSearchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.accounts_of(request.municipality, text=chosen.get("q", ""), role=chosen.get("role", ""))
    page = read_page(found, request=request, order=("name", "id"))
    roles = queries.current_roles(page.rows, request.municipality, today(request))
    rows = [(account, roles[account.pk]) for account in page.rows]
    context = {"form": form, "page": page, "rows": rows, "may_change": _may_change(request), "tabs": tabs(request)}
    return render(request, "access/account_list.html", context)


@staff("accounts.change", fresh=True)
def create_account(request: HttpRequest) -> HttpResponse:
    """Make an account with its first role; its temporary password is shown once on the page that follows."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        role = data.pop("role")
        who_when = {"actor": request.actor, "at": request.at}
        try:
            account = operations.create_account(**data, password=None, **who_when)
        except Refused as refused:
            form.refuse(refused, "email")
        else:
            operations.assign_role(
                account=account, role=role, municipality=request.municipality, starts_on=today(request), **who_when
            )
            return _show_password_once(request, account)
    context = {"form": form, "breadcrumbs": trail(request)}
    return render(request, "access/create_account.html", context, status=422 if form.errors else 200)


@staff("accounts.view")
def account(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One account with its roles, past ones too; a password that was just made is shown this once."""
    found = account_or_404(request, public_id)
    sealed = request.session.pop(SHOWN_ONCE, {}).get(str(public_id), "")
    password = unseal(base64.b64decode(sealed), context=f"{SHOWN_ONCE}:{public_id}") if sealed else ""
    context = {
        "account": found,
        "password": password,
        "roles": queries.roles_of(found, request.municipality, today(request)),
        "undertaking": found.undertakings.select_related("recorded_by").first(),
        "before_text": BEFORE,
        "delegations": queries.delegations_of(found, request.municipality),
        "today": today(request),
        "may_change": _may_change(request),
        "may_everywhere": permissions.why_not_assign(request.actor, None) is None,
        "may_unlock": permissions.why_not_unlock(request.actor, found) is None,
        "factors": queries.factors_of(found),
        "is_own": found.pk == request.actor.account_id,
        "breadcrumbs": trail(request),
    }
    return render(request, "access/account.html", context)


@staff("accounts.change", fresh=True)
def assign_role(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a role with its dates."""
    found = account_or_404(request, public_id)
    may_everywhere = permissions.why_not_assign(request.actor, None) is None
    form = RoleForm(
        request.POST or None,
        today=today(request),
        municipality=request.municipality,
        may_everywhere=may_everywhere,
        delegations=queries.delegations_of(found, request.municipality),
        may_be_open=found.is_career_official,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = None if data.pop("everywhere", False) else request.municipality
        operations.assign_role(account=found, municipality=place, **data, actor=request.actor, at=request.at)
        messages.success(request, _("El rol quedó asignado."))
        return redirect(tenant_url(request, "accounts:account", public_id))
    context = {"form": form, "account": found, "breadcrumbs": trail(request, found)}
    return render(request, "access/assign_role.html", context, status=422 if form.errors else 200)


@staff("accounts.change", fresh=True)
@require_POST
def end_role(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """End a role today, here or (posted `everywhere`) in all municipalities."""
    operations.end_role(
        account=account_or_404(request, public_id),
        role=role,
        municipality=None if request.POST.get("everywhere") else request.municipality,
        last_day=today(request),
        actor=request.actor,
        at=request.at,
    )
    messages.success(request, _("El rol termina hoy."))
    return redirect(tenant_url(request, "accounts:account", public_id))


@staff("accounts.change", fresh=True)
@require_POST
def give_temporary_password(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new password for somebody who forgot theirs."""
    return _show_password_once(request, account_or_404(request, public_id))


@staff("accounts.change", fresh=True)
@require_POST
def close_account(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Nobody signs in to it any more."""
    operations.close_account(account=account_or_404(request, public_id), actor=request.actor, at=request.at)
    messages.success(request, _("La cuenta quedó cerrada."))
    return redirect(tenant_url(request, "accounts:account", public_id))


@staff("accounts.change", fresh=True)
@require_POST
def reopen_account(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let somebody sign in again."""
    operations.reopen_account(account=account_or_404(request, public_id), actor=request.actor, at=request.at)
    messages.success(request, _("La cuenta quedó abierta."))
    return redirect(tenant_url(request, "accounts:account", public_id))


def _show_password_once(request: HttpRequest, account: Account) -> HttpResponse:
    password = operations.give_temporary_password(account=account, actor=request.actor, at=request.at)
    sealed = seal(password, context=f"{SHOWN_ONCE}:{account.public_id}")
    request.session[SHOWN_ONCE] = {str(account.public_id): base64.b64encode(sealed).decode()}
    return redirect(tenant_url(request, "accounts:account", account.public_id))


def account_or_404(request: HttpRequest, public_id: uuid.UUID) -> Account:
    """An account that has or had a role here."""
    found = queries.accounts_of(request.municipality).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def today(request: HttpRequest) -> date:
    """The date in the municipality."""
    return clock.day_in_zone(request.at, request.municipality.time_zone)


def _may_change(request: HttpRequest) -> bool:
    return permissions.may(request.actor, "accounts", "change")


def trail(request: HttpRequest, account: Account | None = None) -> list[Link]:
    """The way back."""
    links = [Link(_("Cuentas"), tenant_url(request, "accounts:account-list"))]
    if account is not None:
        links.append(Link(account.name, tenant_url(request, "accounts:account", account.public_id)))
    return links


def tabs(request: HttpRequest) -> list[Link]:
    """The pages about who works here."""
    pages = ((_("Cuentas"), "accounts:account-list"), (_("Equipo técnico"), "accounts:team"))
    links = [(label, tenant_url(request, name)) for label, name in pages]
    return [Link(label, url, is_current=url == request.path) for label, url in links]
