"""The verifier finds each kind of tampering, done as the owner of the tables; the application may do none of it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from minga.audit import heads, jobs, operations, queries, rules
from minga.audit.states import Tampering
from minga.audit.verification import verify
from minga.kernel.keys import purpose_key

from .conftest import as_owner, write


@pytest.fixture(autouse=True)
def outside(tmp_path, settings):
    settings.MINGA_AUDIT_HEADS = tmp_path / "heads"
    return settings.MINGA_AUDIT_HEADS


@pytest.fixture
def sealed(committed, at):
    """30 rows in three batches, the head of the second kept outside too."""
    for _ in range(3):
        write(committed, at, 10)
        operations.seal_waiting(at=at)
        jobs.keep_head(at=at)
    return committed


def kept(outside):
    return list(heads.read_heads(outside, key=purpose_key(rules.KEY)))


def first_finding(outside):
    report = verify(heads=kept(outside))
    return report.finding and (report.finding.kind, report.finding.position)


def test_untouched_chain_holds(sealed, at, outside):
    write(sealed, at, 4)
    report = verify(heads=kept(outside))
    assert report.finding is None
    assert (report.rows, report.waiting, report.heads) == (30, 4, 3)
    assert report.head == queries.newest_head()


def test_altered_row(sealed, outside):
    as_owner("update audit_record set actor_label = 'Otra persona' where id = (select record_ids[4] from audit_seal "
             "where number = 2)")  # fmt: skip
    assert first_finding(outside) == (Tampering.ALTERED, 14)


@pytest.mark.parametrize(
    "change", ["at = at + interval '1 microsecond'", "fields = '{}'", "purpose = 'x'", "municipality_id = null"]
)
def test_every_column_counts(sealed, outside, change):
    as_owner(f"update audit_record set {change} where id = (select record_ids[1] from audit_seal where number = 3)")
    assert first_finding(outside) == (Tampering.ALTERED, 21)


def test_removed_row(sealed, outside):
    as_owner("delete from audit_record where id = (select record_ids[10] from audit_seal where number = 1)")
    assert first_finding(outside) == (Tampering.REMOVED, 10)


def test_removed_batch(sealed, outside):
    as_owner("delete from audit_record where id = any(select unnest(record_ids) from audit_seal where number = 2)")
    as_owner("delete from audit_seal where number = 2")
    assert first_finding(outside) == (Tampering.REMOVED, 11)


def test_reordered_rows_by_their_ids(sealed, outside):
    one, other = as_owner("select record_ids[2], record_ids[3] from audit_seal where number = 1")[0]
    as_owner("update audit_record set id = -1 where id = %s", one)
    as_owner("update audit_record set id = %s where id = %s", one, other)
    as_owner("update audit_record set id = %s where id = -1", other)
    assert first_finding(outside) == (Tampering.REORDERED, 2)


def test_reordered_rows_in_the_batch(sealed, outside):
    as_owner("update audit_seal set record_ids[2] = record_ids[3], record_ids[3] = record_ids[2] where number = 1")
    assert first_finding(outside) == (Tampering.REORDERED, 2)


def copied_row(record_id):
    columns = ", ".join(name for name in rules.COLUMNS if name != "public_id") + ", signature"
    return as_owner(
        f"insert into audit_record (public_id, {columns}) select gen_random_uuid(), {columns} from audit_record "
        "where id = %s returning id",
        record_id,
    )[0][0]


def test_inserted_row_that_waits(sealed, outside):
    known = as_owner("select record_ids[1] from audit_seal where number = 1")[0][0]
    copied_row(known)
    assert first_finding(outside) == (Tampering.INSERTED, None)


def test_inserted_row_that_the_sealer_has_chained(sealed, outside, at):
    copied_row(as_owner("select record_ids[1] from audit_seal where number = 1")[0][0])
    operations.seal_waiting(at=at)
    assert first_finding(outside) == (Tampering.ALTERED, 31)


def test_inserted_row_outside_chain_and_queue(sealed, outside):
    made = copied_row(as_owner("select record_ids[1] from audit_seal where number = 1")[0][0])
    as_owner("delete from audit_waiting")
    report = verify(heads=kept(outside))
    assert (report.finding.kind, report.finding.record_id) == (Tampering.INSERTED, made)


def test_truncated_chain_is_seen_from_outside(sealed, outside):
    as_owner("delete from audit_record where id = any(select unnest(record_ids) from audit_seal where number = 3)")
    as_owner("delete from audit_seal where number = 3")
    assert verify(heads=[]).finding is None  # alone, the rest holds together
    assert first_finding(outside) == (Tampering.TRUNCATED, 21)


def test_everything_gone_is_seen_from_outside(sealed, outside):
    as_owner("truncate audit_record, audit_waiting, audit_seal")
    assert first_finding(outside) == (Tampering.TRUNCATED, 1)


def test_chain_made_anew_is_another_chain(sealed, outside, at):
    """Even with the key: who rewrites the past gets other heads than those outside."""
    as_owner("delete from audit_record where id = (select record_ids[5] from audit_seal where number = 2)")
    as_owner("truncate audit_seal")
    as_owner("insert into audit_waiting select id, municipality_id from audit_record on conflict do nothing")
    operations.seal_waiting(at=at)
    assert verify(heads=[]).finding is None
    assert first_finding(outside) == (Tampering.FORKED, 1)


def test_two_batches_cannot_follow_the_same_one(sealed):
    with pytest.raises(Exception, match="unique"):
        as_owner(
            "insert into audit_seal select 9, 90, last_position, record_ids, digests, before, head, sealed_at "
            "from audit_seal where number = 2"
        )


def test_batch_with_another_beginning(sealed, outside):
    as_owner("update audit_seal set before = decode(repeat('00', 31) || '01', 'hex') where number = 2")
    assert first_finding(outside) == (Tampering.FORKED, 11)


@pytest.mark.parametrize("table", ["audit_record", "audit_seal"])
@pytest.mark.parametrize("statement", ["update {} set {} = {}", "delete from {}", "truncate {}"])
def test_application_may_neither_change_nor_remove(sealed, table, statement):
    column = {"audit_record": "action", "audit_seal": "head"}[table]
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column, column))


def test_heads_outside_are_only_added(sealed, outside, at):
    text = (outside / heads.FILE).read_text()
    assert not jobs.keep_head(at=at)
    write(sealed, at)
    operations.seal_waiting(at=at)
    assert jobs.keep_head(at=at + timedelta(minutes=10))
    assert (outside / heads.FILE).read_text().startswith(text)
    assert (outside / heads.FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoil", [('"number": 2', '"number": 1'), ('"position": 20', '"position": 21'), ("{", "x")])
def test_spoiled_file_of_heads_is_told(sealed, outside, spoil):
    path = outside / heads.FILE
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(lines[0] + lines[1].replace(*spoil) + lines[2])
    with pytest.raises(heads.HeadsSpoiled, match=r"heads\.jsonl:2"):
        kept(outside)
    with pytest.raises(CommandError, match="tampered"):
        call_command("audit", "verify")


def test_command_tells_what_holds_and_what_does_not(sealed):
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert out.getvalue().startswith("30 rows in the chain, 0 waiting, 3 heads outside agree")
    told = out.getvalue().split("Head: ")[1].strip()
    as_owner("delete from audit_seal where number = 3")
    with pytest.raises(CommandError, match="truncated: position 21"):
        call_command("audit", "verify", "--head", told)
