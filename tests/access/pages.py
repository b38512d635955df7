"""Addresses with pages that misbehave on purpose, for the tests of the middleware."""

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from minga.access.views_guard import public_page, signed_in, staff
from minga.kernel.refusals import FORBIDDEN, Refusal, Refused
from minga.kernel.tenancy import scope
from minga.territory.models import Sector


def add_sector(request):
    return Sector.objects.create(municipality=request.municipality, name=request.GET.get("name", "Tarqui"))


@public_page
def counts(request):
    return HttpResponse(str(Sector.objects.count()))


@public_page
def writes(request):
    add_sector(request)
    return HttpResponse("written")


@public_page
def fails_after_writing(request):
    add_sector(request)
    raise ValueError("on purpose")


@public_page
def answers_500(request):
    add_sector(request)
    return HttpResponse("no", status=500)


@public_page
def missing_after_writing(request):
    add_sector(request)
    raise Http404


@public_page
def denied_after_writing(request):
    add_sector(request)
    raise PermissionDenied


@public_page
def refused_after_writing(request):
    add_sector(request)
    kind = {"kind": FORBIDDEN} if request.GET.get("forbidden") else {}
    raise Refused(Refusal(code="full", message="Quedan %(free)s cupos", details={"free": 0}, **kind))


@public_page
def swallows_database_error(request):
    add_sector(request)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1/0")
    except DatabaseError:
        pass
    return HttpResponse("all is well")


@public_page
def breaks_transaction(request):
    with connection.cursor() as cursor:
        cursor.execute("select 1/0")


@public_page
def renders_late(request):
    add_sector(request)
    late = engines["django"].from_string("{% for sector in sectors %}[{{ sector.name }}]{% endfor %}")
    return TemplateResponse(request, late, {"sectors": Sector.objects.all()})


@public_page
def streams_outside(request):
    def body():
        yield from (sector.name for sector in Sector.objects.all())

    return StreamingHttpResponse(body())


@public_page
def streams_in_own_scope(request):
    municipality_id = request.municipality.pk

    def body():
        with scope(municipality_id):
            yield from (sector.name for sector in Sector.objects.all())

    return StreamingHttpResponse(body())


@public_page
def posts(request):
    """Adds a sector named in the form; without a name the form comes back."""
    if request.method == "POST":
        if not request.POST.get("name"):
            return HttpResponse("Escriba el nombre", status=422)
        sector = Sector.objects.create(municipality=request.municipality, name=request.POST["name"])
        return redirect(f"/{request.municipality.slug}/cuenta/?{sector.public_id}")
    return HttpResponse("form")


@public_page
def fails_once(request):
    """The first POST fails, the second works: what a flaky network makes people do."""
    if request.POST.get("fail"):
        raise ValueError("on purpose")
    return redirect(f"/{request.municipality.slug}/cuenta/")


def unguarded(request):
    return HttpResponse("secret")


@signed_in
def for_accounts(request):
    return HttpResponse("hello")


@staff("people.view")
def for_those_who_see_people(request):
    return HttpResponse("people")


@public_page
def outside(request):
    return HttpResponse(str(Sector.objects.count()))


def tenant(word, view):
    return path(f"<slug:municipality>/{word}/", view, name=word)


urlpatterns = [
    path("", include("minga.access.urls")),
    path("fuera/", outside),
    path("sin-guardia/", unguarded),
    path("mi-cuenta/", for_accounts),
    tenant("cuenta", counts),
    tenant("escribe", writes),
    tenant("falla", fails_after_writing),
    tenant("responde-500", answers_500),
    tenant("falta", missing_after_writing),
    tenant("niega", denied_after_writing),
    tenant("rechaza", refused_after_writing),
    tenant("calla", swallows_database_error),
    tenant("rompe", breaks_transaction),
    tenant("tarde", renders_late),
    tenant("chorro", streams_outside),
    tenant("chorro-propio", streams_in_own_scope),
    tenant("formulario", posts),
    tenant("falla-una-vez", fails_once),
    tenant("sin-guardia", unguarded),
    tenant("personas", for_those_who_see_people),
]
