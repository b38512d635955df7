"""Countries, administrative areas, municipalities (the tenants), their sectors, zones and venues."""
