"""Writing the territory: reference data, municipalities, their sectors and venues, zones."""

from .municipalities import create_municipality
from .places import create_sector, create_venue, rename_sector, update_venue
from .reference import load_territory
from .zones import create_zone, group_cities

__all__ = [
    "create_municipality",
    "create_sector",
    "create_venue",
    "create_zone",
    "group_cities",
    "load_territory",
    "rename_sector",
    "update_venue",
]
