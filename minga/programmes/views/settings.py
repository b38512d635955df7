"""Dated settings of the programme in a municipality."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minga.kernel.guard import staff
from minga.kernel.permission import may
from minga.kernel.refusals import Refused
from minga.programmes import operations, queries
from minga.programmes.forms import SettingForm
from minga.programmes.permissions import may_set_for_all
from minga.programmes.rules import DEFAULTS
from minga.programmes.wording import SETTINGS, name_of, origin_in_words, value_in_words
from minga.ui.links import tenant_url

from .context import form_page, programme_here, tabs, today


@staff("programme.view")
def setting_list(request: HttpRequest) -> HttpResponse:
    """Every setting with the value that holds today, and where it comes from."""
    rows = queries.settings_on(programme_here(request), request.municipality, today(request))
    context = {
        "rows": [_in_words(row) for row in rows],
        "may_adapt": may(request.actor, "programme", "adapt"),
        "tabs": tabs(request),
    }
    return render(request, "programmes/setting_list.html", context)


@staff("programme.adapt")
def set_setting(request: HttpRequest, key: str) -> HttpResponse:
    """Give a setting a value from a day on; the values before stay."""
    if key not in DEFAULTS:
        raise Http404
    programme = programme_here(request)
    form = SettingForm(
        request.POST or None,
        key=key,
        may_set_for_all=may_set_for_all(request.actor),
        initial={"valid_from": today(request)},
    )
    if request.method == "POST" and form.is_valid() and _saved(request, form, programme):
        messages.success(request, _("El valor nuevo quedó guardado."))
        return redirect(tenant_url(request, "programmes:setting-list"))
    history = [_in_words(row) for row in queries.values_of_setting(programme, request.municipality, key)]
    words = {"name": name_of(key), "about": SETTINGS[key][2], "history": history}
    return form_page(request, "programmes/set_setting.html", form, "programmes:setting-list", **words)


def _saved(request: HttpRequest, form: SettingForm, programme: object) -> bool:
    data = form.cleaned_data
    try:
        operations.set_setting(
            programme=programme,
            key=form.key,
            value=form.value(),
            valid_from=data["valid_from"],
            source=data["source"],
            municipality=None if data.get("for_all") else request.municipality,
            actor=request.actor,
            at=request.at,
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _in_words(row: queries.SettingRow) -> dict[str, object]:
    return {
        "key": row.key,
        "name": name_of(row.key),
        "about": SETTINGS[row.key][2],
        "value": value_in_words(row.key, row.value),
        "origin": origin_in_words(row.origin),
        "valid_from": row.valid_from,
        "source": row.source,
    }
