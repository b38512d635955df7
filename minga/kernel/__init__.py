"""Words and mechanisms that every area shares; no models."""
