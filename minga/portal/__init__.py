"""Pages that need many areas: front door, my day, person file, search."""
