"""Addresses inside a municipality, and of stored files."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from minga.kernel.uploads.kinds import Kind
from minga.kernel.uploads.links import Linked, link_words

_BLANK = uuid.UUID(int=0)


def file_url(request: HttpRequest, *, file_id: uuid.UUID, kind: Kind, name: str) -> str:
    """A link to a stored file for whoever asked, for two minutes; the caller has asked who may, and audits it."""
    words = link_words(linked=Linked(file_id, kind, name), account_id=request.actor.account_id, at=request.at)
    return reverse("stored-file", args=[words])


class NoMunicipalityError(Exception):
    """A tenant link was asked for on a page that belongs to no municipality; the message names the link."""


def tenant_url(request: HttpRequest, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page of the municipality of this request, e.g. `people:person-detail`.

    Arguments are all positional or all by name, without the municipality. Raises NoMunicipalityError when
    the request has none, NoReverseMatch when the name or its arguments do not exist.
    """
    municipality = getattr(request, "municipality", None)
    if municipality is None:
        raise NoMunicipalityError(name)
    if kwargs:
        return _address(name, args, {"municipality": municipality.slug, **kwargs})
    return _address(name, (municipality.slug, *args), {})


def tenant_url_or_none(request: HttpRequest | None, name: str, *args: Any, **kwargs: Any) -> str | None:
    """As `tenant_url`, and None where the page does not exist; for links to areas above."""
    if request is None:
        return None
    try:
        return tenant_url(request, name, *args, **kwargs)
    except (NoMunicipalityError, NoReverseMatch):
        return None


def url_or_none(name: str) -> str | None:
    """The address of a named page outside any municipality, or None where there is no such page."""
    try:
        return _address(name, (), {})
    except NoReverseMatch:
        return None


def _address(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """As `reverse`; what only differs in one public id is made once a process and filled in.

    A list of fifty people asks for fifty such addresses, and `reverse` is most of what they cost. Other words stay
    out of the store: it holds names of pages and municipalities, nothing of a person.
    """
    given = [value for value in (*args, *kwargs.values()) if isinstance(value, uuid.UUID)]
    words = len(args) + len(kwargs) - len(given)
    if len(given) > 1 or words > 1:
        return reverse(name, args=args, kwargs=kwargs)
    blank_args = tuple(_BLANK if isinstance(value, uuid.UUID) else value for value in args)
    blank_kwargs = tuple((key, _BLANK if isinstance(value, uuid.UUID) else value) for key, value in kwargs.items())
    made = _made(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name, blank_args, blank_kwargs)
    return made.replace(str(_BLANK), str(given[0])) if given else made


@lru_cache(maxsize=2048)
def _made(urlconf: str, _prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, urlconf, args=args, kwargs=dict(kwargs))
