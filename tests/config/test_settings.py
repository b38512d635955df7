"""The settings as production has them, and the headers every response carries."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(script, tmp_path, **environment):
    """Run Python in a process of its own with these variables only."""
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "DATABASE_APP_URL") if name in os.environ}
    variables = kept | {"MINGA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "minga.config.settings"} | environment
    return subprocess.run([sys.executable, *script], cwd=ROOT, env=variables, capture_output=True, text=True)


PRODUCTION = {
    "MINGA_MODE": "production",
    "MINGA_SECRET_KEY": secrets.token_urlsafe(48),
    "MINGA_PUBLIC_URL": "https://minga.example.org",
    "MINGA_ALLOWED_HOSTS": "minga.example.org",
}


def test_deploy_check_is_silent_in_production(tmp_path):
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_without_a_secret_key_names_the_variable(tmp_path):
    done = run(["manage.py", "check"], tmp_path, **(PRODUCTION | {"MINGA_SECRET_KEY": ""}))
    assert done.returncode != 0
    assert "MINGA_SECRET_KEY is required" in done.stderr


def test_unknown_mode_names_the_variable(tmp_path):
    done = run(["manage.py", "check"], tmp_path, MINGA_MODE="staging")
    assert done.returncode != 0
    assert "MINGA_MODE" in done.stderr and "demo, production, test" in done.stderr


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("s.DEMO_MODE", "False"),
        ("s.DEBUG", "False"),
        ("s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY", "True"),
        ("s.CSRF_TRUSTED_ORIGINS", "['https://minga.example.org']"),
        ("s.SESSION_COOKIE_AGE", "43200"),
        ("s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME", "__Host-session __Host-csrf"),
        ("s.SECOND_FACTOR_REQUIRED", "True"),
        ("s.MINGA_TRUSTED_PROXIES", "['127.0.0.1', '::1']"),
    ],
)
def test_production_is_closed(tmp_path, expression, value):
    done = run(["-c", f"from django.conf import settings as s; print({expression})"], tmp_path, **PRODUCTION)
    assert done.stdout.strip() == value, done.stderr


def test_order_of_the_middleware_is_what_it_relies_on(settings):
    order = [name.rsplit(".", 1)[-1] for name in settings.MIDDLEWARE]
    assert order.index("SafetyHeaders") < order.index("ScopeMiddleware") < order.index("SessionMiddleware")
    assert order.index("CsrfViewMiddleware") < order.index("GuardMiddleware") == len(order) - 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/entrar/", 200),
        ("/salud/", 200),
        ("/no/hay/nada/", 404),
        ("/inicio/", 302),
        ("/manta/programa/", 302),
    ],
)
def test_every_response_carries_the_safety_headers(client, manta, address, status):
    response = client.get(address)
    assert response.status_code == status
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"]


def test_error_page_carries_them_too(client, manta, monkeypatch):
    from minga.access import queries

    def broken():
        raise RuntimeError

    monkeypatch.setattr(queries, "ask_database", broken)
    client.raise_request_exception = False
    response = client.get("/salud/")
    assert response.status_code == 500
    assert "Content-Security-Policy" in response


def test_form_without_its_token_is_refused_in_words(manta):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/entrar/", {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "El formulario caducó" in response.content.decode()


def test_proxies_that_are_not_named_are_not_believed(tmp_path):
    script = "from django.conf import settings as s; print(s.MINGA_TRUSTED_PROXIES, s.SECURE_PROXY_SSL_HEADER)"
    done = run(["-c", script], tmp_path, **PRODUCTION, MINGA_TRUSTED_PROXIES="none")
    assert done.stdout.strip() == "[] None", done.stderr
    done = run(["-c", script], tmp_path, **PRODUCTION, MINGA_TRUSTED_PROXIES="10.0.0.0/33")
    assert done.returncode != 0 and "MINGA_TRUSTED_PROXIES" in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"slug": "manta"}]', "each directory needs"),
        ("{", "MINGA_DIRECTORIES"),
        (None, "cannot read the file"),
    ],
)
def test_directories_that_are_not_whole_are_named(tmp_path, text, words):
    path = tmp_path / "directories.json"
    if text is not None:
        path.write_text(text)
    done = run(["manage.py", "check"], tmp_path, **PRODUCTION, MINGA_DIRECTORIES=str(path))
    assert done.returncode != 0 and words in done.stderr
