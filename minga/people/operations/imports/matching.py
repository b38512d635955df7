"""Which rows of a batch are somebody already: in the sheet itself, in earlier sheets, among the people (SCR-23).

Set-based over the staged rows. Certain: the same row of an earlier sheet, the same identifier of the other tool, the
same document with a word of the name. Possible, for a person to decide: the same document with another name, the same
phone and a word of the name, or the same name and birth date.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from ...models import ImportBatch

# a row repeats an earlier one of the sheet when this key is equal
_REPEATS = (
    ("external", "external_index", "external_index IS NOT NULL"),
    ("document", "document_index", "document_index IS NOT NULL"),
    ("row", "row_index", "true"),
    ("phone", "phone_index, name_tokens", "phone_index IS NOT NULL AND document_index IS NULL"),
    (
        "name",
        "name_tokens, birth_date",
        "birth_date IS NOT NULL AND document_index IS NULL AND phone_index IS NULL",
    ),
)
_REPEAT = """
UPDATE people_staging r SET outcome = 'repeated', matched_by = %(rule)s, same_as = f.first_no
FROM (SELECT row_no, min(row_no) OVER (PARTITION BY {key}) AS first_no FROM people_staging
      WHERE outcome = 'new' AND {present}) f
WHERE r.row_no = f.row_no AND f.first_no < f.row_no
"""
# the same row, or the same identifier, in a sheet that was applied and not undone
_EARLIER = """
UPDATE people_staging r SET outcome = %(outcome)s, matched_by = %(rule)s, candidate_id = e.person_id
FROM people_importrow e JOIN people_importbatch b ON b.municipality_id = e.municipality_id AND b.id = e.batch_id
WHERE r.outcome = 'new' AND e.municipality_id = %(municipality)s AND e.{key} = r.{key} AND e.batch_id <> %(batch)s
  AND e.person_id IS NOT NULL AND b.applied_at IS NOT NULL AND b.undone_at IS NULL
"""
_BY_DOCUMENT = """
UPDATE people_staging r SET outcome = %(outcome)s, matched_by = %(rule)s, candidate_id = d.person_id
FROM people_document d JOIN people_person p ON p.municipality_id = d.municipality_id AND p.id = d.person_id
WHERE r.outcome = 'new' AND d.municipality_id = %(municipality)s AND d.number_index = r.document_index AND {names}
"""
# one number written for two people (a relative's, a slip) must not make one of them disappear
_SHARED_NAME = "string_to_array(p.name_tokens, ' ') && string_to_array(r.name_tokens, ' ')"
_OTHER_NAME = """
UPDATE people_staging r SET matched_by = 'other_name'
FROM people_staging p
WHERE r.outcome = 'repeated' AND r.matched_by = 'document' AND p.row_no = r.same_as
  AND NOT string_to_array(p.name_tokens, ' ') && string_to_array(r.name_tokens, ' ')
"""
_BY_PHONE = """
UPDATE people_staging r SET outcome = 'possible', matched_by = 'phone', candidate_id = p.id
FROM people_contactpoint c JOIN people_person p ON p.municipality_id = c.municipality_id AND p.id = c.person_id
WHERE r.outcome = 'new' AND c.municipality_id = %(municipality)s AND c.value_index = r.phone_index
  AND c.closed_at IS NULL AND string_to_array(p.name_tokens, ' ') && string_to_array(r.name_tokens, ' ')
"""
_BY_NAME = """
UPDATE people_staging r SET outcome = 'possible', matched_by = 'name', candidate_id = p.id
FROM people_person p
WHERE r.outcome = 'new' AND p.municipality_id = %(municipality)s
  AND p.birth_date = r.birth_date AND p.name_tokens = r.name_tokens
"""
_SHARED_PHONE = """
UPDATE people_staging r SET matched_by = 'shared_phone'
WHERE r.outcome = 'new'
  AND (r.phone_index IN (SELECT phone_index FROM people_staging WHERE outcome <> 'repeated' AND phone_index IS NOT NULL
                         GROUP BY phone_index HAVING count(*) > 1)
       OR EXISTS (SELECT FROM people_contactpoint c WHERE c.municipality_id = %(municipality)s
                  AND c.value_index = r.phone_index AND c.closed_at IS NULL))
"""
_LATE_DOCUMENT = """
UPDATE people_importrow r SET outcome = 'possible', matched_by = 'document', candidate_id = d.person_id
FROM people_document d
WHERE r.municipality_id = %(municipality)s AND r.batch_id = %(batch)s
  AND (r.outcome = 'new' OR r.outcome = 'possible' AND r.decision = 'new')
  AND d.municipality_id = %(municipality)s AND d.number_index = r.document_index
  AND r.candidate_id IS DISTINCT FROM d.person_id
"""


def match_staged(batch: ImportBatch) -> None:
    """Set outcome, rule and candidate of every row of `people_staging`; rows that match nothing stay `new`.

    A document that an earlier row has with another name is marked `other_name`: the row stays out, and says so.
    A phone that others have too, with another name, is marked `shared_phone`: the row stays new. The temporary table
    is ours, so it can be analysed: on the table of rows, filled a moment ago, the planner would count on one row.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_staging")
    for rule, key, present in _REPEATS:
        _run(batch, _REPEAT.format(key=key, present=present), rule=rule)
    _run(batch, _OTHER_NAME)
    _run(batch, _EARLIER.format(key="row_index"), rule="row", outcome="same")
    _run(batch, _EARLIER.format(key="external_index"), rule="external", outcome="changed")
    _run(batch, _BY_DOCUMENT.format(names=_SHARED_NAME), rule="document", outcome="changed")
    _run(batch, _BY_DOCUMENT.format(names="true"), rule="other_name", outcome="possible")
    _run(batch, _BY_PHONE)
    _run(batch, _BY_NAME)
    _run(batch, _SHARED_PHONE)


def match_late(batch: ImportBatch) -> int:
    """Rows whose document somebody got between preview and apply: they wait as possible duplicates; how many."""
    return _run(batch, _LATE_DOCUMENT)


def _run(batch: ImportBatch, sql: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"municipality": batch.municipality_id, "batch": batch.pk, **values})
        return int(cursor.rowcount)
