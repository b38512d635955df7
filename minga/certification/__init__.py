"""Certificates: rule, issue, verification, revocation."""
