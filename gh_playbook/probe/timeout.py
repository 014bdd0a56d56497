"""How long the board is watched where nobody says so."""

# Seconds.
TIMEOUT = 300
