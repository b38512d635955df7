"""The SQL of applying a sheet: one statement a table, over the rows of one batch."""
# ruff: noqa: S608 - every name in these texts is a constant of ours; values are parameters

from ...drafts import SEALED_OF_PERSON
from .drafting import PLAIN_OF_PERSON

_OF_BATCH = "r.municipality_id = %(municipality)s AND r.batch_id = %(batch)s"
_IS_NEW = f"{_OF_BATCH} AND (r.outcome = 'new' OR r.outcome = 'possible' AND r.decision = 'new')"
_PERSON = (
    *PLAIN_OF_PERSON,
    *SEALED_OF_PERSON,
    *("public_id", "code", "name_key", "name_tokens", "sector_id", "registered_at"),
)
_DOCUMENT = ("public_id", "kind", "number", "number_index", "country", "expires_on", "warnings")
_CONTACT = ("public_id", "kind", "value", "value_index", "position")
_TRUSTED = ("public_id", "name", "phone", "relationship", "may_be_told")


def _names(columns: tuple[str, ...], alias: str = "") -> str:
    return ", ".join(f"{alias}{column}" for column in columns)


INSERTS = (
    f"""
INSERT INTO people_person (id, municipality_id, created_at, origin, registered_by_id, {_names(_PERSON)})
SELECT r.new_id, r.municipality_id, %(at)s, 'import', %(account)s, {_names(_PERSON, "p.")}
FROM people_importrow r, jsonb_populate_record(null::people_person, r.draft->'person') p WHERE {_IS_NEW}
""",
    f"""
INSERT INTO people_document (municipality_id, created_at, person_id, {_names(_DOCUMENT)})
SELECT r.municipality_id, %(at)s, r.new_id, {_names(_DOCUMENT, "d.")}
FROM people_importrow r, jsonb_populate_recordset(null::people_document, r.draft->'documents') d WHERE {_IS_NEW}
""",
    f"""
INSERT INTO people_contactpoint (municipality_id, created_at, person_id, is_shared, safe_note, {_names(_CONTACT)})
SELECT r.municipality_id, %(at)s, r.new_id, r.matched_by = 'shared_phone' AND c.kind <> 'email', '',
    {_names(_CONTACT, "c.")}
FROM people_importrow r, jsonb_populate_recordset(null::people_contactpoint, r.draft->'contacts') c WHERE {_IS_NEW}
""",
    f"""
INSERT INTO people_trustedperson (municipality_id, created_at, person_id, {_names(_TRUSTED)})
SELECT r.municipality_id, %(at)s, r.new_id, {_names(_TRUSTED, "t.")}
FROM people_importrow r, jsonb_populate_recordset(null::people_trustedperson, r.draft->'trusted') t WHERE {_IS_NEW}
""",
    f"""
INSERT INTO people_participation (municipality_id, created_at, public_id, person_id, programme_id, entry, origin,
    opened_at, opened_by_id, "end", end_note)
SELECT r.municipality_id, %(at)s, (r.draft->>'participation')::uuid, r.new_id, %(programme)s, 1, 'import',
    (r.draft->'person'->>'registered_at')::timestamptz, %(account)s, '', ''
FROM people_importrow r WHERE {_IS_NEW}
""",
)
LINK = f"UPDATE people_importrow r SET person_id = r.new_id, draft = NULL WHERE {_IS_NEW}"
REST = f"""
UPDATE people_importrow r SET person_id = CASE WHEN r.outcome = 'same' THEN r.candidate_id ELSE r.person_id END,
    draft = NULL WHERE {_OF_BATCH} AND r.draft IS NOT NULL
"""
REPEATED = """
UPDATE people_importrow r SET person_id = f.person_id FROM people_importrow f
WHERE r.municipality_id = %(municipality)s AND r.batch_id = %(batch)s AND r.outcome = 'repeated'
  AND r.matched_by <> 'other_name'
  AND f.municipality_id = %(municipality)s AND f.batch_id = %(batch)s AND f.row_no = r.same_as
"""
TAKEN_CODES = f"""
SELECT r.id FROM people_importrow r JOIN people_person p ON p.municipality_id = r.municipality_id
    AND p.code = r.draft->'person'->>'code' WHERE {_IS_NEW}
UNION SELECT id FROM (SELECT r.id, row_number() OVER (PARTITION BY r.draft->'person'->>'code') AS turn
    FROM people_importrow r WHERE {_IS_NEW}) twice WHERE turn > 1
"""
NEW_CODE = """
UPDATE people_importrow SET draft = jsonb_set(draft, '{person,code}', %(code)s) WHERE id = %(row)s
"""
