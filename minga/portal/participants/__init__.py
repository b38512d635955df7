"""A participant's own door: card or one-time code, and the page of their own data."""
