"""Exports: files of data that leave, each with a reason, an end, and a second person where people are named."""
