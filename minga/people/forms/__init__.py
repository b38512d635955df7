"""Forms on people: registration, changes, contact, consent, imports."""
