"""Workflows, their runs and jobs, and the variables and secrets for them."""
