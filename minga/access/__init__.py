"""Accounts, roles, what each role may do with each kind of data, scope of a request, access tokens."""
