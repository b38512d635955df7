"""Filling an empty database with the demo programme, through the operations of the areas."""
