"""How often one may ask about other municipalities, and how long an offer to move data stands."""

from datetime import timedelta

A_DAY = 20
"""Questions of one account in 24 hours (issue 3, §1); the function `people_attended_elsewhere` holds it too."""
OFFER_STANDS = timedelta(days=30)
CONSENT_TEXT = "2026-11"
"""The version of the sentences that are read to the person before asking or moving data."""
