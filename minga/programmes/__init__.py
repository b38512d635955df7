"""Programmes with components, stages and steps as data; projects, funds and their rules; dated settings."""
