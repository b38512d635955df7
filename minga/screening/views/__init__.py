"""Pages of screening: the instrument, interviews, self-registration, assessments."""
