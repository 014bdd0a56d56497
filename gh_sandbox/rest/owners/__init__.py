"""Users and organizations, their members and teams, and what organizations define."""
