"""Handing a sheet of codes to somebody who is present: the first one, or a new one when the second step was lost."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minga.access import operations, permissions, queries, shown_once
from minga.access.forms import UnlockForm
from minga.access.models import Account
from minga.access.views_guard import staff
from minga.kernel.refusals import refuse_if
from minga.ui.links import tenant_url
from minga.ui.navigation import Link

SHEET = "sheet_of_other"


@staff("accounts.unlock", fresh=True)
def unlock_account(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Forget the second step of somebody who is present and print a new sheet, with the reason for the audit."""
    found = _found(request, public_id)
    refuse_if(permissions.why_not_unlock(request.actor, found))
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = operations.unlock_account(
            account=found, reason=form.cleaned_data["reason"], actor=request.actor, at=request.at
        )
        shown_once.put(request.session, SHEET, str(public_id), made)
        return redirect(tenant_url(request, "accounts:sheet-print", public_id))
    trail = [Link(_("Cuentas"), tenant_url(request, "accounts:account-list"))]
    trail.append(Link(found.name, tenant_url(request, "accounts:account", public_id)))
    context = {"form": form, "account": found, "breadcrumbs": trail}
    return render(request, "access/unlock_account.html", context, status=422 if form.errors else 200)


@staff("accounts.unlock")
def sheet_print(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The sheet that was just made, to print and hand over, this once."""
    found, back = _found(request, public_id), tenant_url(request, "accounts:account", public_id)
    made = shown_once.take(request.session, SHEET, str(public_id))
    if made is None:
        return redirect(back)
    context = {"codes": list(enumerate(made, start=1)), "owner": found, "handed_over": True, "back_url": back}
    return render(request, "access/sheet_print.html", context)


def _found(request: HttpRequest, public_id: uuid.UUID) -> Account:
    found = queries.accounts_of(request.municipality).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
