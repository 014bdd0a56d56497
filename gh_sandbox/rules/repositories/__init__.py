"""Rules for repositories themselves: their names, settings and webhooks."""
