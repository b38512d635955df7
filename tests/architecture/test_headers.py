"""Every response carries the safety headers: each address of the site, errors, redirects, files, static files."""

from __future__ import annotations

import io
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings as live
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from minga.access.headers import SafetyHeaders
from tests.architecture.test_access_matrix import EVERY_PAGE, allowed_client
from tests.architecture.test_house import MINGA
from tests.factories.samples import SAMPLES

STATIC = "/static/ui/minga.css"


def check(response, *, is_static: bool = False) -> None:
    """All of them, with values that allow nothing from elsewhere and nothing inline."""
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy or "form-action 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(response["Permissions-Policy"].split(", "))
    if not is_static:
        assert "no-store" in response["Cache-Control"]
    if response.get("Content-Disposition", "").startswith("attachment"):
        assert "sandbox" in policy


@EVERY_PAGE
def test_every_address_signed_out_and_signed_in(page, manta):
    client = Client(raise_request_exception=False)
    for answer in (client.get(page.address(manta, page.anything())), client.post(page.address(manta, page.anything()))):
        check(answer)
    address = page.address(manta, page.sample(manta) if page.name in SAMPLES else page.anything())
    signed_in = allowed_client(page, manta)
    signed_in.raise_request_exception = False
    for answer in (signed_in.get(address), signed_in.head(address), signed_in.post(address), signed_in.put(address)):
        check(answer)


def test_errors_too(manta, settings, monkeypatch):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = {
        404: client.get("/no-hay-nada-aqui/"),
        400: client.get("/entrar/", headers={"host": "malo.example"}),
        403: client.post("/entrar/", {"login": "a"}),
        301: client.get("/entrar"),
    }
    monkeypatch.setattr("minga.access.middleware.municipality_by_slug", lambda slug: 1 / 0)
    answers[500] = client.get("/manta/personas/")
    for status, answer in answers.items():
        assert answer.status_code == status
        check(answer)


def test_static_files_too_and_they_may_be_kept(settings, db):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    found = Client().get(STATIC)
    assert found.status_code == 200
    check(found, is_static=True)
    assert "no-store" not in found.get("Cache-Control", "")
    missing = Client().get("/static/ui/no-hay.css")
    assert missing.status_code == 404
    check(missing)


@pytest.mark.parametrize("path", ["/entrar/", "/static/ui/no-hay.css"])
def test_production_asks_for_https_for_a_year(settings, db, path):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_SSL_REDIRECT = True
    plain = Client().get(path)
    assert (plain.status_code, plain["Location"][:8]) == (301, "https://")
    check(plain)
    secure = Client().get(path, secure=True)
    assert secure["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


def test_a_file_to_keep_may_do_nothing():
    answer = SafetyHeaders(
        lambda request: FileResponse(io.BytesIO(b"<script>"), as_attachment=True, filename="a.html")
    )(RequestFactory().get("/"))
    check(answer)
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_page_cannot_be_kept_by_mistake():
    def page(request):
        return HttpResponse("a", headers={"Cache-Control": "max-age=600"})

    assert SafetyHeaders(page)(RequestFactory().get("/"))["Cache-Control"] == "no-store"


def test_the_headers_are_outermost():
    assert live.MIDDLEWARE[0] == "minga.access.headers.SafetyHeaders"


# --- htmx without eval, without inline style


def test_htmx_is_told_not_to_evaluate_and_not_to_add_styles():
    configured = [path for path in MINGA.rglob("templates/**/*.html") if "htmx.min.js" in path.read_text()]
    assert configured
    for path in configured:
        content = re.search(r"name=\"htmx-config\" content='(.*?)'", path.read_text())
        assert content, path
        for told in ('"allowEval":false', '"includeIndicatorStyles":false', '"selfRequestsOnly":true'):
            assert told in content[1], path


def uses_evaluation(html: str) -> bool:
    """Whether htmx would have to evaluate something: handlers in attributes, `js:` values, filters of triggers."""
    return bool(
        re.search(r"\bhx-on\b|hx-(?:vals|headers|vars)=(?:\"|')\s*(?:js|javascript):|hx-vars=", html)
        or re.search(r"hx-trigger=(?:\"[^\"]*\[|'[^']*\[)", html)
    )


def test_no_template_asks_htmx_to_evaluate():
    strays = [str(path) for path in MINGA.rglob("templates/**/*.html") if uses_evaluation(Path(path).read_text())]
    assert not strays
    assert uses_evaluation('<a hx-on:click="x()">')
    assert uses_evaluation("<a hx-trigger='click[ctrlKey]'>")
    assert uses_evaluation("<a hx-vals='js:{a: 1}'>")
    assert not uses_evaluation('<a hx-get="/x" hx-trigger="change delay:300ms">')


# --- institutional contacts only


def test_public_pages_name_no_contact_of_a_person(manta):
    """SEC-9: phones and addresses of people and of the staff are on no page that needs no sign-in."""
    from minga.kernel.tenancy import scope
    from minga.people.models import ContactPoint
    from tests.architecture.test_access_matrix import PAGES
    from tests.factories import make_account, make_person

    canaries = ("canaria@ejemplo.org", "0991234567", "991234567", "funcionaria@ejemplo.org")
    with scope(manta.pk):
        person = make_person(manta, address="Calle canaria 7")
        ContactPoint.objects.create(municipality=manta, person=person, kind="email", value=canaries[0])
        ContactPoint.objects.create(municipality=manta, person=person, kind="phone", value="+593991234567")
    account = make_account(roles=("coordinator",), municipality=manta)
    type(account).objects.filter(pk=account.pk).update(email=canaries[3])
    public = [page for page in PAGES if page.guard == "public"]
    assert len(public) > 5
    for page in public:
        shown = (
            Client()
            .get(page.address(manta, page.sample(manta) if page.name in SAMPLES else page.anything()))
            .content.decode()
        )
        assert not [each for each in (*canaries, "Calle canaria") if each in shown], page.name


def test_ids_of_the_wrong_shape_are_not_found(manta):
    check(Client().get(f"/manta/personas/{uuid.uuid4()}x/"))
