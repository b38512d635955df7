"""Pages of attendance, a file a noun."""
