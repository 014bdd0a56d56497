"""The default time for which the board is watched."""

# Seconds.
TIMEOUT = 300
