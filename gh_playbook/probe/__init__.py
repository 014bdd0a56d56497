"""The probe: the board's rules, proved by their effects."""
