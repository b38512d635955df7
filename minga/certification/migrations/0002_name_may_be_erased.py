from django.db import migrations

# What was printed stays, and a revocation is added once; the name alone may be emptied, when the person is erased.
SNAPSHOT = """
CREATE OR REPLACE FUNCTION certification_snapshot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  revocation text[] := ARRAY['revoked_at', 'revoked_by_id', 'revoke_reason'];
  identity text[] := ARRAY['name', 'revoke_reason'];
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL
     AND to_jsonb(NEW) - revocation = to_jsonb(OLD) - revocation THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.name = '' AND NEW.revoke_reason IN (OLD.revoke_reason, '—')
     AND to_jsonb(NEW) - identity = to_jsonb(OLD) - identity THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a certificate that was issued stays as it is; it can only be revoked'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'certificate_stays', TABLE = TG_TABLE_NAME;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION certification_snapshot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE revocation text[] := ARRAY['revoked_at', 'revoked_by_id', 'revoke_reason'];
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL
     AND to_jsonb(NEW) - revocation = to_jsonb(OLD) - revocation THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a certificate that was issued stays as it is; it can only be revoked'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'certificate_stays', TABLE = TG_TABLE_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial")]

    operations = [migrations.RunSQL(SNAPSHOT, BEFORE)]
