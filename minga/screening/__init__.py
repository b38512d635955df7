"""Screening (focalización): instruments, answers, eligibility, routes and the six dimensions of priority."""
