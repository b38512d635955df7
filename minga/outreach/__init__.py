"""Calling people in: rounds, contact attempts, invitations that hold a place."""
