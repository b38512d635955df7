"""Rules about people: plain functions over plain values."""
