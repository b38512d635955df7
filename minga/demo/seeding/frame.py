"""The nine demo municipalities with their zones, sectors and venues."""

from dataclasses import dataclass
from datetime import datetime

from minga.kernel.actor import Actor
from minga.kernel.tenancy import scope
from minga.programmes.models import Programme
from minga.territory.models import Municipality, Sector, Venue, Zone
from minga.territory.operations import create_municipality
from minga.territory.queries import area_by_code


@dataclass(frozen=True)
class City:
    """One demo municipality: address word, prefix of paper codes, INEC canton, names, zone, sectors of the city."""

    slug: str
    code: str
    canton: str
    name: str
    full_name: str
    zone: str
    sectors: tuple[str, ...]


CITIES = (
    City("quito", "UIO", "1701", "Quito", "GAD del Distrito Metropolitano de Quito", "Sierra norte",
         ("Centro", "La Delicia", "Calderón", "Quitumbe", "Eloy Alfaro", "Tumbaco")),
    City("guayaquil", "GYE", "0901", "Guayaquil", "GAD Municipal de Guayaquil", "Costa",
         ("Centro", "Tarqui", "Pascuales", "Febres Cordero", "Ximena")),
    City("manta", "MAN", "1308", "Manta", "GAD Municipal de Manta", "Costa",
         ("Manta", "Tarqui", "Los Esteros", "Eloy Alfaro", "San Mateo")),
    City("cuenca", "CUE", "0101", "Cuenca", "GAD Municipal de Cuenca", "Sierra sur",
         ("El Sagrario", "Totoracocha", "Yanuncay", "El Vecino")),
    City("santo-domingo", "SDT", "2301", "Santo Domingo", "GAD Municipal de Santo Domingo", "Costa",
         ("Centro", "Chigüilpe", "Abraham Calazacón", "Río Verde")),
    City("machala", "MCH", "0701", "Machala", "GAD Municipal de Machala", "Costa",
         ("Machala", "Puerto Bolívar", "La Providencia", "Nueve de Mayo")),
    City("ambato", "AMB", "1801", "Ambato", "GAD Municipalidad de Ambato", "Sierra centro",
         ("La Matriz", "Huachi Loreto", "Atocha", "Pishilata")),
    City("ibarra", "IBA", "1001", "Ibarra", "GAD Municipal de San Miguel de Ibarra", "Sierra norte",
         ("El Sagrario", "San Francisco", "Alpachaca", "Caranqui")),
    City("lago-agrio", "LAG", "2101", "Lago Agrio", "GAD Municipal de Lago Agrio", "Amazonía",
         ("Nueva Loja centro", "Jambelí", "El Eno", "General Farfán")),
)  # fmt: skip

BY_CANTON = {city.canton: city for city in CITIES}


def seed_frame(*, programme: Programme, actor: Actor, at: datetime) -> dict[str, Municipality]:
    """Make the nine municipalities, with zones, sectors and three venues each; by canton code. Safe to repeat."""
    made = {city.canton: _seed_city(city, programme, actor, at) for city in CITIES}
    for name in sorted({city.zone for city in CITIES}):
        zone, _ = Zone.objects.get_or_create(name=name)
        zone.municipalities.set([made[city.canton] for city in CITIES if city.zone == name])
    return made


def _seed_city(city: City, programme: Programme, actor: Actor, at: datetime) -> Municipality:
    area = area_by_code("EC", city.canton)
    if area is None:
        raise LookupError(f"There is no canton {city.canton}: run load_reference first")
    municipality = create_municipality(
        area=area,
        slug=city.slug,
        code=city.code,
        name=city.name,
        full_name=city.full_name,
        actor=actor,
        at=at,
        office_address="Oficina de integración, planta baja del municipio (ficticia)",
        office_phone=f"09000{city.canton}0",
        office_hours="Lunes a viernes, de 08:00 a 16:30",
        is_demo=True,
    )
    programme.municipalities.add(municipality)
    for project in programme.projects.all():
        project.municipalities.add(municipality)
    with scope(municipality.pk):
        _seed_places(municipality, city)
    return municipality


def _seed_places(municipality: Municipality, city: City) -> None:
    sectors = [Sector.objects.get_or_create(municipality=municipality, name=name)[0] for name in city.sectors]
    rooms = (
        ("Casa comunal", 30, ["proyector", "sillas"], True, True),
        ("Centro de capacitación municipal", 40, ["proyector", "computadoras", "internet"], True, False),
        ("Cocina taller", 20, ["cocina", "horno", "refrigeradora"], False, False),
    )
    for index, (name, capacity, equipment, is_accessible, has_corner) in enumerate(rooms):
        Venue.objects.get_or_create(
            municipality=municipality,
            name=f"{name} {sectors[index].name}",
            defaults={
                "address": f"Sector {sectors[index].name}, {city.name}",
                "sector": sectors[index],
                "capacity": capacity,
                "equipment": equipment,
                "is_accessible": is_accessible,
                "has_childrens_corner": has_corner,
            },
        )
