from django.db import migrations

# A turn stays as it was frozen; what it was computed from may be emptied, once, when the person is erased (LOPDP).
PLACE = """
CREATE FUNCTION prioritisation_place_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE inputs text[] := ARRAY['inputs', 'priority'];
BEGIN
    IF NEW.inputs = ''::bytea AND NEW.priority IS NULL AND to_jsonb(NEW) - inputs = to_jsonb(OLD) - inputs THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an order of call is frozen: freeze another one' USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER ranked_place_is_frozen ON prioritisation_rankedplace;
CREATE TRIGGER ranked_place_is_frozen
    BEFORE UPDATE OF ranked_list_id, position, assessment_id, priority, draw, inputs, public_id
    ON prioritisation_rankedplace FOR EACH ROW EXECUTE FUNCTION prioritisation_place_is_frozen();
"""
BEFORE = """
DROP TRIGGER ranked_place_is_frozen ON prioritisation_rankedplace;
CREATE TRIGGER ranked_place_is_frozen
    BEFORE UPDATE OF ranked_list_id, position, assessment_id, priority, draw, inputs, public_id
    ON prioritisation_rankedplace FOR EACH ROW EXECUTE FUNCTION prioritisation_is_frozen();
DROP FUNCTION prioritisation_place_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("prioritisation", "0001_initial")]

    operations = [migrations.RunSQL(PLACE, BEFORE)]
