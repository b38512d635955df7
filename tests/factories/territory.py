"""Municipalities, and what takes committed ones away again."""

from django.apps import apps
from django.db import connections, models

from minga.territory.models import AdminArea, Municipality, TenantModel


def make_municipality(slug: str = "manta", code: str = "MAN", area: str = "1308", name: str = "Manta") -> Municipality:
    """A municipality that runs the programme loaded with the reference data."""
    from minga.programmes.models import Programme

    municipality, _ = Municipality.objects.get_or_create(
        slug=slug,
        defaults={
            "code": code,
            "area": AdminArea.objects.get(country__code="EC", code=area),
            "name": name,
            "full_name": f"GAD Municipal de {name}",
            "office_phone": "052611471",
        },
    )
    Programme.objects.get(slug="site").municipalities.add(municipality)
    return municipality


def remove_committed(municipality: Municipality) -> None:
    """Every committed tenant row, and what else names the municipality, as the owner: the application role cannot
    truncate, history refuses deletes, and a test that commits must leave nothing behind."""
    everything = apps.get_models(include_auto_created=True)
    tenants = [model._meta.db_table for model in everything if issubclass(model, TenantModel)]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tenants)} CASCADE")
        cursor.execute("DELETE FROM audit_waiting")
        cursor.execute("DELETE FROM audit_record WHERE municipality_id = %s", [municipality.pk])
        cursor.execute("DELETE FROM procrastinate_jobs")
        for model in everything:
            for field in model._meta.local_fields:
                if (
                    isinstance(field, models.ForeignKey)
                    and field.related_model is Municipality
                    and not issubclass(model, TenantModel)
                ):
                    cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {field.column} = %s", [municipality.pk])
        cursor.execute("DELETE FROM territory_municipality WHERE id = %s", [municipality.pk])
    connections.close_all()
