"""Pages of messaging: the outbox and the city's texts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minga.access.middleware import SeeOther
from minga.access.views_guard import staff
from minga.kernel.refusals import Refused
from minga.ui.links import tenant_url
from minga.ui.navigation import Link
from minga.ui.paging import read_page

from . import operations, queries
from .channels import channel
from .forms import TemplateForm
from .permissions import visible_messages
from .states import PLACE_WORDS, MessageState


@require_GET
@staff("outreach.view")
def message_list(request: HttpRequest) -> HttpResponse:
    """The outbox, newest first, by state."""
    state = request.GET.get("estado", "")
    counts = queries.messages_by_state(request.actor, request.at)
    address = tenant_url(request, "messaging:message-list")
    tabs = [Link(_("Todos"), address, is_current=state not in MessageState.values, note=str(sum(counts.values())))]
    for each in MessageState:
        link = Link(each.label, f"{address}?estado={each.value}", state == each.value, note=str(counts[each.value]))
        tabs.append(link)
    page = read_page(
        queries.messages_in_state(request.actor, state), request=request, order=("queued_at", "id"), descending=True
    )
    email = channel("email")
    context = {"page": page, "tabs": tabs, "email_ready": bool(email and email.is_ready)}
    return render(request, "messaging/message_list.html", context)


@require_POST
@staff("outreach.change")
def message_send_again(request: HttpRequest, message: uuid.UUID) -> HttpResponse:
    """A person decides that a message leaves once more."""
    row = get_object_or_404(visible_messages(request.actor), public_id=message)
    operations.send_again(message=row, actor=request.actor, at=request.at)
    messages.success(request, _("El mensaje sale otra vez en el próximo minuto, fuera de las horas de silencio."))
    return SeeOther(tenant_url(request, "messaging:message-list"))


@require_GET
@staff("outreach.view")
def template_list(request: HttpRequest) -> HttpResponse:
    """Every text with the one that holds in this city."""
    context = {
        "texts": list(queries.texts_of_city().values()),
        "breadcrumbs": [Link(_("Mensajes"), tenant_url(request, "messaging:message-list"))],
    }
    return render(request, "messaging/template_list.html", context)


@require_http_methods(["GET", "POST"])
@staff("outreach.change")
def template_edit(request: HttpRequest, purpose: str, shape: str, language: str) -> HttpResponse:
    """Change one text of the city."""
    text = queries.texts_of_city().get((purpose, shape, language))
    if text is None:
        raise Http404
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        form=shape,
        initial={"subject": text.subject, "body": text.body},
    )
    if request.method == "POST" and form.is_valid() and _saved(request, form, purpose, shape, language):
        messages.success(request, _("El texto quedó guardado. Vale desde el próximo mensaje."))
        return SeeOther(tenant_url(request, "messaging:template-list"))
    context = {"form": form, "text": text, "places": PLACE_WORDS.items(), "texts_url": _texts(request)}
    return render(request, "messaging/template_edit.html", context, status=422 if form.errors else 200)


def _texts(request: HttpRequest) -> list[Link]:
    return [Link(_("Textos"), tenant_url(request, "messaging:template-list"))]


def _saved(request: HttpRequest, form: TemplateForm, purpose: str, shape: str, language: str) -> bool:
    try:
        operations.save_template(
            municipality_id=request.municipality.pk,
            purpose=purpose,
            form=shape,
            language=language,
            subject=form.cleaned_data.get("subject", ""),
            body=form.cleaned_data["body"],
            actor=request.actor,
            at=request.at,
        )
    except Refused as refused:
        form.refuse(refused, "body")
        return False
    return True
