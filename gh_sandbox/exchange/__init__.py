"""Requests and replies in the forms that the rest of the server uses, and their recording."""
