"""Put a copy back into an empty database and an empty folder of files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.config.backup import container, programs, restoring
from minga.kernel import clock


class Command(BaseCommand):
    """Counts what came back, brings its tables to this code, ends sessions, holds letters back that may have left, and
    erases again who was erased after the copy was made."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("copy", type=Path)
        parser.add_argument("--database-only", action="store_true", help="leave the folder of files as it is")
        parser.add_argument("--as-it-was", action="store_true", help="neither migrate nor anything after it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restoring.restore_copy(options["copy"], with_files=not options["database_only"])
        except (container.NotACopy, restoring.CannotRestore, programs.ProgramFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{restored.rows} rows and {restored.files} files of {restored.at:%Y-%m-%d %H:%M} UTC are back"
        )
        if options["as_it_was"]:
            return
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("grant_app_role", database="owner", verbosity=0)
        restoring.settle(at=clock.now())
        call_command("reapply_erasures", stdout=self.stdout)
        self._set_heads_aside()

    def _set_heads_aside(self) -> None:
        """The audit's heads of after the copy speak of rows that are lost: they are kept as evidence, under a name."""
        heads = Path(settings.MINGA_AUDIT_HEADS)
        if heads.exists():
            kept = heads.with_name(f"{heads.name}.before-restore-{clock.now():%Y%m%dT%H%M%SZ}")
            heads.rename(kept)
            self.stdout.write(f"{kept}: the audit's heads until now; the chain goes on from the copy's")
