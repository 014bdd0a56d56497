"""The life of a sandbox, from outside its server: start, stop, reset, status."""
