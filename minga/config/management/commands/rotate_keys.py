"""A new sealing key while pages are served: everything is sealed anew with it; `--retire` drops the older keys."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.config import rotation
from minga.kernel.keys import LOOK_EVERY_SECONDS, add_key, key_ring, retire_keys

WAIT_SECONDS = 600


class Command(BaseCommand):
    """Safe to stop and repeat. Copies made before still need the older keys: keep them with the copies' keys."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--continue", action="store_true", dest="goes_on", help="no new key: finish a rotation")
        parser.add_argument("--retire", action="store_true", help="drop the older keys once nothing needs them")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MINGA_KEYS_COMMAND:
            raise CommandError(
                "The keys come from MINGA_KEYS_COMMAND: add the key there, make it current, then "
                "`rotate_keys --continue` seals everything anew."
            )
        if not options["goes_on"]:
            self.stdout.write(f"key {add_key(Path(settings.MINGA_KEYS))} added")
        key_ring(anew=True)
        time.sleep(2 * LOOK_EVERY_SECONDS)  # by now every process seals with the new key …
        self._wait_for_transactions()  # … and whoever sealed with the old one has committed or gone
        values, sealed_files = rotation.reseal_everything()
        self.stdout.write(f"{values} values and {sealed_files} files sealed anew")
        if options["retire"]:
            self._retire()

    def _wait_for_transactions(self) -> None:
        begun_before = rotation.next_transaction()
        deadline = time.monotonic() + WAIT_SECONDS
        while rotation.oldest_transaction() < begun_before:
            if time.monotonic() > deadline:
                raise CommandError(f"A transaction has run for over {WAIT_SECONDS} s: repeat with --continue later.")
            time.sleep(0.2)

    def _retire(self) -> None:
        left = rotation.count_left()
        if left:
            raise CommandError(
                f"{left} values, files or rows of sheets still need an older key: apply or discard the sheets, "
                "then repeat with --continue --retire"
            )
        self.stdout.write(f"keys {retire_keys(Path(settings.MINGA_KEYS))} retired")
