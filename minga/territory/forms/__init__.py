"""Forms of the territory."""

from .places import AreaSearchForm, SectorForm, VenueForm
from .zones import ZoneForm

__all__ = ["AreaSearchForm", "SectorForm", "VenueForm", "ZoneForm"]
