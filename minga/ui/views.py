"""The component gallery: every component in every state, for the staff and for whoever builds a page. Stored files."""

from __future__ import annotations

from datetime import timedelta

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from minga.kernel import clock, files
from minga.kernel.guard import signed_in
from minga.kernel.refusals import Refused
from minga.kernel.uploads.kinds import CONTENT_TYPES
from minga.kernel.uploads.links import read_link
from minga.kernel.uploads.words import refusal

from . import samples
from .navigation import Link

PAGES = {"": "components", "errores": "errors", "pregunta": "question", "papel": "paper"}


def gallery(request: HttpRequest, page: str = "") -> HttpResponse:
    """One page of the gallery: components, form with errors, a participant's question, a paper form."""
    now = getattr(request, "at", None) or clock.now()
    context = {
        "breadcrumbs": [Link(_("Inicio"), "/"), Link(_("Componentes"), "")][:1],
        "form": samples.typed_wrong() if page == "errores" else samples.SampleForm(),
        "filter_form": samples.SampleFilter(auto_id="filtro_%s"),
        "joint_form": samples.SampleFilter(auto_id="juntos_%s"),
        "tasks": samples.tasks(),
        "entries": samples.entries(now),
        "tabs": samples.tabs(),
        "chosen": [Link(_("Manta"), "?"), Link(_("Por llamar"), "?")],
        "people": samples.PEOPLE,
        "charts": samples.charts(),
        "facts": samples.facts(now),
        "moment": now,
        "copy": samples.SampleCopy(_("Técnica de ejemplo"), now, 3, now.date() + timedelta(days=15)),
        "tomorrow": now + timedelta(days=1),
        "code": "MAN-7K3F-29D",
        "qr": "https://ejemplo.org/c/MAN-7K3F-29D",
        "back_url": "/",
    }
    name = PAGES.get(page, "components")
    status = 422 if name == "errors" else 200
    return render(request, f"ui/gallery/{name}.html", context, status=status)


@require_GET
@signed_in
def stored_file(request: HttpRequest, words: str) -> FileResponse:
    """A stored file by its short link, always as a file to keep: never shown inside the browser.

    Refuses `link_expired`, and `held` while the antivirus has not seen it.
    """
    linked = read_link(words, account_id=request.actor.account_id, at=request.at)
    try:
        content = files.opened(linked.file_id)
    except files.Held as error:
        raise Refused(refusal("held")) from error
    except files.CannotOpen as error:
        raise Refused(refusal("link_expired")) from error
    return FileResponse(content, as_attachment=True, filename=linked.name, content_type=CONTENT_TYPES[linked.kind])
