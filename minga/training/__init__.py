"""Courses, cycles, classes with places, sessions and enrolments."""
