"""Reading figures: the cells that are stored, and the one door through which they are shown."""

from .behind import people_behind
from .counting import count_cells, newest_audit_row
from .figures import (
    BREAKDOWNS,
    SAME_PERSONS,
    SHARES_OF_PERSONS,
    Breakdown,
    Row,
    breakdown,
    city_figures,
    computed_at,
    definitions,
    live_table,
    opened,
    released_at,
    unique_people,
    zone_rows,
)
from .person import PersonFigures, figures_of_person

__all__ = [
    "BREAKDOWNS",
    "SAME_PERSONS",
    "SHARES_OF_PERSONS",
    "Breakdown",
    "PersonFigures",
    "Row",
    "breakdown",
    "city_figures",
    "computed_at",
    "count_cells",
    "definitions",
    "figures_of_person",
    "live_table",
    "newest_audit_row",
    "opened",
    "people_behind",
    "released_at",
    "unique_people",
    "zone_rows",
]
