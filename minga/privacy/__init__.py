"""Rights of people over their data: requests, access, erasure, retention, register of processing, incidents."""
