"""Signing in with a municipality's directory: go there, come back."""

from __future__ import annotations

import logging
import secrets

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from minga.access import directories, operations
from minga.access.limiting import limited
from minga.access.views_guard import public_page

KEPT = "directory"
log = logging.getLogger(__name__)


@limited("directory_address", methods=("GET",))
@public_page
def go_to_directory(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the directory's own sign-in page."""
    directory = _found(slug)
    try:
        address, request.session[KEPT] = directories.ask(directory, _callback(request, slug))
    except directories.DirectoryFault as fault:
        return _refused(request, directory, fault)
    return redirect(address)


@limited("directory_address", methods=("GET",))
@public_page
def back_from_directory(request: HttpRequest, slug: str) -> HttpResponse:
    """Believe what the directory says, or say why not; the second step follows as for a password."""
    directory, kept = _found(slug), request.session.pop(KEPT, {})
    try:
        if kept.get("slug") != slug or not secrets.compare_digest(kept["state"], request.GET.get("state", "")):
            raise directories.DirectoryFault("state")
        if "code" not in request.GET:
            raise directories.DirectoryFault("no code")
        identity = directories.identify(
            directory, code=request.GET["code"], kept=kept, callback=_callback(request, slug), at=request.at
        )
    except directories.DirectoryFault as fault:
        return _refused(request, directory, fault)
    account = operations.account_of_identity(directory=directory, identity=identity, at=request.at)
    if account is None:
        return _refused(request, directory, "no account")
    return perform_login(request, Login(user=account, email=account.email))


def _found(slug: str) -> directories.Directory:
    found = directories.directory_called(slug)
    if found is None:
        raise Http404
    return found


def _callback(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(reverse("directory-back", kwargs={"slug": slug}))


def _refused(request: HttpRequest, directory: directories.Directory, why: object) -> HttpResponse:
    """One page for every reason: which one is in the log, without names."""
    log.warning("directory %s refused: %s", directory.slug, why)
    return render(request, "access/directory_refused.html", {"directory": directory}, status=403)
