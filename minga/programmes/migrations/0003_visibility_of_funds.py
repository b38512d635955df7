"""What the foot of every page says, as a function: joining six tables is cheap, planning it anew for each page is not."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION programmes_visibility(municipality bigint) RETURNS TABLE (visibility_text text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT f.visibility_text FROM public.programmes_fund f
    JOIN public.programmes_project p ON p.id = f.project_id
    JOIN public.programmes_programme_municipalities m ON m.programme_id = p.programme_id
    WHERE m.municipality_id = municipality AND f.visibility_text <> ''
      AND (NOT EXISTS (SELECT FROM public.programmes_project_municipalities o WHERE o.project_id = p.id)
           OR EXISTS (SELECT FROM public.programmes_project_municipalities o
                      WHERE o.project_id = p.id AND o.municipality_id = municipality))
    ORDER BY f.name;
END $$;
"""
BACKWARDS = "DROP FUNCTION programmes_visibility(bigint);"


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_electoral_period")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
