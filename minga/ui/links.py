"""Addresses inside a municipality."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


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
        return reverse(name, args=args, kwargs={"municipality": municipality.slug, **kwargs})
    return reverse(name, args=(municipality.slug, *args))


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
        return reverse(name)
    except NoReverseMatch:
        return None
