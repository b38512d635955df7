"""Municipalities."""

from minga.territory.models import AdminArea, Municipality


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
