"""Every read of this area."""
