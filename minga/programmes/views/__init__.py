"""Pages of the programme in a municipality: frame, steps, projects and funds, settings."""
