"""Searches: of issues, of repositories and users, and of contents."""
