"""The territory tree, the tenants and their places."""

from .areas import AdminArea, AreaAlias, Country
from .municipalities import Municipality, Zone
from .tenant import TenantModel
from .venues import Sector, Venue

__all__ = ["AdminArea", "AreaAlias", "Country", "Municipality", "Sector", "TenantModel", "Venue", "Zone"]
