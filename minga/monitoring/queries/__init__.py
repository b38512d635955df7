"""Reading figures: the cells that are stored, and the one door through which they are shown."""

from .behind import people_behind
from .counting import count_cells, newest_audit_row
from .figures import Breakdown, Row, breakdown, city_figures, computed_at, definitions, unique_people, zone_rows
from .person import PersonFigures, figures_of_person

__all__ = [
    "Breakdown",
    "PersonFigures",
    "Row",
    "breakdown",
    "city_figures",
    "computed_at",
    "count_cells",
    "definitions",
    "figures_of_person",
    "newest_audit_row",
    "people_behind",
    "unique_people",
    "zone_rows",
]
