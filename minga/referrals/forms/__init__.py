"""Forms of the directory, of referrals and of cases."""
