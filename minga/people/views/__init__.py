"""Pages on people and on sheets."""
