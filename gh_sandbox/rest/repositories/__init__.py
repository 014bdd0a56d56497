"""Repositories themselves, their stars, releases and webhooks."""
