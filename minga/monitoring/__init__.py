"""Indicators by person, city and zone."""
