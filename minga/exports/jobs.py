"""Making files, deleting what is over, and the files that nobody names."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from minga.kernel import clock, files
from minga.kernel.actor import system_actor
from minga.kernel.refusals import Refused
from minga.kernel.tenancy import scope
from minga.kernel.uploads import antivirus
from minga.territory.models import Municipality

from . import operations, queries
from .models import Export


def ask_for(export: Export) -> None:
    """Queue the making of an export, in the caller's transaction."""
    build_export.configure(lock=f"export-{export.pk}").defer(
        municipality_id=export.municipality_id, export_id=export.pk
    )


@app.task(name="exports.build_export")
def build_export(municipality_id: int, export_id: int) -> None:
    """Make the file in the name of who asked; a refusal (the right was taken) stays on the export, in words."""
    at = clock.now()
    try:
        with scope(municipality_id):
            export = Export.objects.get(pk=export_id)
            operations.build_export(export=export, actor=queries.requester(export, at), at=at)
    except Refused as refused:
        with scope(municipality_id):
            export = Export.objects.get(pk=export_id)
            operations.fail_export(export=export, why=str(refused), actor=system_actor(municipality_id), at=at)


def ask_to_note(export: Export) -> None:
    """Queue the audit rows of the persons in a file that was downloaded for the first time."""
    note_subjects.configure(lock=f"export-{export.pk}").defer(
        municipality_id=export.municipality_id, export_id=export.pk
    )


@app.task(name="exports.note_subjects")
def note_subjects(municipality_id: int, export_id: int) -> None:
    """Say in the audit of each person that their data left, and with whom."""
    at = clock.now()
    with scope(municipality_id):
        export = Export.objects.get(pk=export_id)
        operations.note_subjects(export=export, actor=queries.requester(export, at), at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(name="exports.expire_exports", queueing_lock="exports.expire_exports")
def expire_exports(timestamp: int) -> None:
    """Every five minutes, city by city: files whose time is over are deleted."""
    for municipality in Municipality.objects.all():
        with scope(municipality.pk):
            operations.expire_exports(actor=system_actor(municipality.pk), at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="exports.scan_held_files", queueing_lock="exports.scan_held_files")
def scan_held_files(timestamp: int) -> None:
    """Every ten minutes: ask the antivirus again about files that wait; clean ones open, infected ones are deleted."""
    for file_id in files.held_ids():
        try:
            state = antivirus.scan(files.read_held(file_id))
        except Refused:
            files.delete(file_id)
            continue
        if state is antivirus.Scan.CLEAN:
            files.release(file_id)


@app.periodic(cron="37 3 * * *")
@app.task(name="exports.sweep_files", queueing_lock="exports.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Every night: delete files that no row names, older than a day (what a rollback left behind)."""
    before = clock.now() - timedelta(days=1)
    old = set(files.stored_ids(before=before))
    for file_id in old - queries.named_files():
        files.delete(file_id)
