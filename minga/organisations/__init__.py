"""Institutions that take part: municipal units, partners, employers, donors, with institutional contacts."""
