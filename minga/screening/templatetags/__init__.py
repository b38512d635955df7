"""Filters of screening's pages."""
