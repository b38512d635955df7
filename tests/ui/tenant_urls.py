"""Addresses for the test of tenant links."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def _view(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path(
        "<slug:municipality>/cosas/",
        include(([path("", _view, name="list"), path("<slug:key>/", _view, name="detail")], "thing")),
    )
]
