"""Print who can sign in to the demonstration, and how."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from minga.access.models import Account
from minga.demo.logins import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    """One line an account: role, address; the password is the same for all. Only in demo mode."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("There are demo accounts only with MINGA_MODE=demo.")
        known = set(Account.objects.filter(is_demo=True, is_active=True).values_list("email", flat=True))
        self.stdout.write(f"Demo accounts (password of all: {PASSWORD})")
        for row in ACCOUNTS:
            if row.email in known:
                self.stdout.write(f"  {row.role.value:<16} {row.email}")
