"""Pages of training, a file a noun."""
