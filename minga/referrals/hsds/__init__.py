"""Open Referral HSDS 3: a directory as a tabular data package (CSV in a ZIP) and as JSON, out and in."""
