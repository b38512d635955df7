from django.db import migrations

# What a mark was stays; the words of a reason may be emptied, once, when the person is erased (LOPDP).
HISTORY = """
CREATE OR REPLACE FUNCTION attendance_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what a mark was before stays as it is'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'mark_change_stays', TABLE = TG_TABLE_NAME;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION attendance_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  RAISE EXCEPTION 'what a mark was before stays as it is'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'mark_change_stays', TABLE = TG_TABLE_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial")]

    operations = [migrations.RunSQL(HISTORY, BEFORE)]
