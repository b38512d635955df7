"""Rules of referrals and of protection, over plain values."""
