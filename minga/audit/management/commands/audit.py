"""Seal the audit, keep its head outside the database, verify it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.audit import operations, rules
from minga.audit.heads import Head, HeadsSpoiled, read_heads
from minga.audit.jobs import keep_head
from minga.audit.verification import Finding, verify
from minga.kernel import clock
from minga.kernel.keys import purpose_key


class Command(BaseCommand):
    """`seal` chains what waits, `head` adds the head to the file outside, `verify` walks everything and compares.

    `verify --head NUMBER:POSITION:HEX` compares also with a head that was sent by e-mail. It fails at the first
    finding, which it names.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("seal", "head", "verify"))
        parser.add_argument("--database", default="owner", help="whom to read as when verifying")
        parser.add_argument("--head", action="append", default=[], metavar="NUMBER:POSITION:HEX")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "seal":
            self._seal()
        elif options["verb"] == "head":
            self.stdout.write("head written" if keep_head(at=clock.now()) else "the head is already outside")
        else:
            self._verify(options["database"], [_read_head(text) for text in options["head"]])

    def _seal(self) -> None:
        count = 0
        while seal := operations.seal_waiting(at=clock.now()):
            count += len(seal.record_ids)
        self.stdout.write(f"{count} rows sealed")

    def _verify(self, database: str, told: list[Head]) -> None:
        begun = time.monotonic()
        try:
            heads = list(read_heads(Path(settings.MINGA_AUDIT_HEADS), key=purpose_key(rules.KEY)))
        except HeadsSpoiled as error:
            raise CommandError(f"the file of heads was tampered with: {error}") from error
        report = verify(heads=sorted([*heads, *told], key=lambda head: head.number), database=database)
        if report.finding:
            raise CommandError(f"{_words(report.finding)}; {report.rows} rows before it hold")
        seconds = time.monotonic() - begun
        self.stdout.write(
            f"{report.rows} rows in the chain, {report.waiting} waiting, {report.heads} heads outside agree, "
            f"{seconds:.1f} s. Head: {_head_text(report.head)}"
        )
        if not report.heads:
            self.stderr.write("No head is kept outside yet: a chain cut at its end would not be noticed.")


def _read_head(text: str) -> Head:
    try:
        number, position, digest = text.split(":")
        return Head(int(number), int(position), bytes.fromhex(digest))
    except ValueError as error:
        raise CommandError(f"not a head: {text}") from error


def _head_text(head: Head | None) -> str:
    return f"{head.number}:{head.position}:{head.digest.hex()}" if head else "none"


def _words(found: Finding) -> str:
    where = f"position {found.position}" if found.position else "outside the chain"
    row = f", row {found.record_id}" if found.record_id else ""
    detail = f" ({found.detail})" if found.detail else ""
    return f"{found.kind}: {where}{row}{detail}"
