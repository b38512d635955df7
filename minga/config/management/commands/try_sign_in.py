"""Whether somebody can sign in here: an account with a passing password, the sign-in page, the first page after it."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from minga.access.models import Account


class Command(BaseCommand):
    """Only on a restored copy, which the drill throws away: it refuses a home that serves."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MINGA_HOME.name.startswith("drill-"):
            raise CommandError("This home is no drill's: signing in is tried on restored copies only.")
        password = secrets.token_urlsafe(24)
        email = f"drill-{secrets.token_hex(6)}@example.org"
        with transaction.atomic():
            Account.objects.create_user(email, password, name="Simulacro")
        client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
        refused = client.post(
            reverse("account_login"), {"login": email, "password": secrets.token_urlsafe(24)}, secure=True
        )
        signed_in = client.post(reverse("account_login"), {"login": email, "password": password}, secure=True)
        if refused.status_code not in (200, 422) or signed_in.status_code != 302:
            raise CommandError(
                f"sign-in answers {refused.status_code} to a wrong and {signed_in.status_code} to a right password"
            )
        page = client.get(signed_in["Location"], secure=True, follow=True)
        if page.status_code != 200:
            raise CommandError(f"the page after signing in answers {page.status_code}")
        self.stdout.write(f"signed in, {signed_in['Location']} answers")
