"""Erase again, after a restore, whoever was erased after the copy was made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from minga.kernel import clock
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope
from minga.privacy import ledger_file, operations
from minga.territory.models import Municipality


class Command(BaseCommand):
    """`manage.py reapply_erasures`: reads the ledger and its file; running it again finds nobody. Prints how many."""

    help = "Vuelve a suprimir, después de restaurar una copia, a quienes ya se había suprimido."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        lines = list(ledger_file.lines())
        total = 0
        for municipality in Municipality.objects.order_by("pk"):
            own = [line for line in lines if line.municipality == municipality.slug]
            with scope(municipality.pk):
                total += operations.reapply_erasures(lines=own, actor=system_actor(municipality.pk), at=at)
        self.stdout.write(f"{total} personas suprimidas otra vez; {len(lines)} líneas en {ledger_file.path()}")
