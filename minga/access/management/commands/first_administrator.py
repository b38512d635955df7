"""Make the first account of an installation: who administers the programme in all municipalities."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from minga.access import operations
from minga.access.models import RoleAssignment
from minga.access.states import Role
from minga.access.undertaking import BEFORE
from minga.kernel import clock
from minga.kernel.actor import system_actor


class Command(BaseCommand):
    """Prints a temporary password and a sheet of codes, once. Refuses when somebody administers already: then that
    person makes accounts on the page «Cuentas»."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        held = RoleAssignment.objects.filter(
            role=Role.PROGRAMME_ADMIN, municipality__isnull=True, ends_on__isnull=True, account__is_active=True
        )
        if held.exists():
            raise CommandError("Somebody administers all municipalities already: they make accounts on «Cuentas».")
        at = clock.now()
        by = {"actor": system_actor(), "at": at}
        account = operations.create_account(email=email, name=name, password=None, **by)
        today = clock.day_in_zone(at, settings.TIME_ZONE)
        operations.assign_role(account=account, role=Role.PROGRAMME_ADMIN, municipality=None, starts_on=today, **by)
        # nobody is there to receive the signed paper: the role is active, and «Mi día» says that it is not signed
        operations.record_undertaking(account=account, signed_on=today, text_version=BEFORE, **by)
        password = operations.give_temporary_password(account=account, **by)
        sheet = operations.unlock_account(account=account, reason="first administrator", **by)
        self.stdout.write(f"{email}\nTemporary password, for seven days: {password}\nSheet of one-time codes:")
        for number, code in enumerate(sheet, start=1):
            self.stdout.write(f"{number:>3}. {code}", ending="\n" if number % 4 == 0 else "   ")
