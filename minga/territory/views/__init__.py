"""Pages of the territory: venues and sectors of a municipality, zones over municipalities, search of areas."""
