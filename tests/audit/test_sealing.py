"""The sealer: nothing skipped, nothing twice, whoever writes at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from minga.audit import operations
from minga.audit.models import Record, Seal, Waiting
from minga.audit.verification import verify
from minga.kernel.actor import system_actor
from minga.kernel.tenancy import scope

from .conftest import as_owner, write


def in_thread(function, *values):
    """Run with a connection of its own, closed at the end."""

    def run():
        try:
            return function(*values)
        finally:
            connection.close()

    return run


def chained_ids():
    return [
        record_id for ids in Seal.objects.order_by("number").values_list("record_ids", flat=True) for record_id in ids
    ]


def test_rows_late_with_lower_ids_get_into_a_later_batch(committed, at):
    wrote, go_on = Event(), Event()

    def slow():
        with transaction.atomic():
            write(committed, at, 3)
            wrote.set()
            assert go_on.wait(timeout=30)

    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(in_thread(slow))
        assert wrote.wait(timeout=30)
        write(committed, at, 2)  # higher ids, committed first
        first = operations.seal_waiting(at=at)
        go_on.set()
        done.result(timeout=30)
    second = operations.seal_waiting(at=at)
    assert len(first.record_ids) == 2
    assert len(second.record_ids) == 3
    assert max(second.record_ids) < min(first.record_ids)
    assert bytes(second.before) == bytes(first.head)
    assert verify(heads=[]).finding is None


def test_many_writers_and_sealers_neither_fork_nor_lose(committed, at):
    writers, each = 6, 40
    stop = Event()

    def writer():
        for number in range(each):
            write(committed, at, 1 + number % 3)
            if number % 5 == 0:
                with transaction.atomic():
                    write(committed, at, 1)
                    transaction.set_rollback(True)

    def sealer():
        batches = 0
        while not stop.is_set():
            batches += operations.seal_waiting(at=at) is not None
        return batches

    with ThreadPoolExecutor(writers + 2) as threads:
        sealers = [threads.submit(in_thread(sealer)) for _ in range(2)]
        for done in [threads.submit(in_thread(writer)) for _ in range(writers)]:
            done.result(timeout=120)
        stop.set()
        batches = sum(done.result(timeout=60) for done in sealers)
    while operations.seal_waiting(at=at):
        pass
    expected = writers * sum(1 + number % 3 for number in range(each))
    assert batches > 1
    assert as_owner("select count(*) from audit_record") == [(expected,)]
    assert len(chained_ids()) == len(set(chained_ids())) == expected
    report = verify(heads=[])
    assert report.finding is None
    assert report.rows == expected


def test_writers_do_not_wait_for_the_sealer(committed, at):
    write(committed, at)
    with transaction.atomic():
        assert operations.seal_waiting(at=at)  # holds the lock until the end of this transaction
        with ThreadPoolExecutor(2) as threads:
            threads.submit(in_thread(write, committed, at)).result(timeout=10)
            other = threads.submit(in_thread(lambda: operations.seal_waiting(at=at)))
            assert other.result(timeout=10) is None
    assert len(operations.seal_waiting(at=at).record_ids) == 1


def test_rows_of_every_municipality_and_of_none_are_chained(committed, at):
    write(committed, at, 2)
    operations.record(actor=system_actor(), action="access.sign_in", at=at)
    seal = operations.seal_waiting(at=at)
    assert len(seal.record_ids) == 3
    assert not Waiting.objects.exists()
    assert verify(heads=[]).finding is None


def test_row_gone_before_its_batch_is_found(committed, at):
    write(committed, at, 2)
    as_owner("delete from audit_record where id = (select max(id) from audit_record)")
    operations.seal_waiting(at=at)
    finding = verify(heads=[]).finding
    assert (finding.kind, finding.position) == ("removed", 2)


def test_rolled_back_row_is_never_chained(committed, at):
    with transaction.atomic():
        write(committed, at)
        transaction.set_rollback(True)
    assert operations.seal_waiting(at=at) is None


def test_sealer_refuses_a_scope(committed, at):
    with scope(committed.pk), pytest.raises(RuntimeError):
        operations.seal_waiting(at=at)


def test_one_statement_for_many_objects(committed, at, django_assert_num_queries):
    with scope(committed.pk):
        with django_assert_num_queries(1):
            operations.record_each(
                actor=system_actor(committed.pk), action="people.read_sheet", at=at, objs=[committed] * 300
            )
        assert Record.objects.count() == 300
        assert Waiting.objects.count() == 300
