"""Pages of access: signing in and out, choosing where to work, and the accounts of a municipality."""
