"""Persons, households, contact points, consents, participations, imports."""
