"""A process that signs somebody in with a second step, as the sign-in page does, and prints the session's cookie.

`python -m minga.demo.bench.session_once EMAIL`. The pages ask everybody for a second factor; a benchmark of pages has
no phone to read it from.
"""

import sys

import django


def main() -> None:
    """The cookie of a new session of the account, `name=value`."""
    django.setup()
    from django.conf import settings
    from django.contrib.auth import login
    from django.db import transaction
    from django.test import RequestFactory

    from minga.access.models import Account
    from minga.access.session_store import SessionStore

    request = RequestFactory().post("/entrar/")
    request.session, request.second_factor = SessionStore(), "bench"  # type: ignore[attr-defined]
    with transaction.atomic():
        login(request, Account.objects.get(email=sys.argv[1]), backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session.save()
    sys.stdout.write(f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}")


if __name__ == "__main__":
    main()
