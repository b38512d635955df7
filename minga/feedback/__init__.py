"""Complaints and suggestions, outside the team that serves the person; anonymous if they wish (ACC-4)."""
