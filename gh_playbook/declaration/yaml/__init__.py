"""YAML becomes located data; what is not YAML, or was meant differently, is explained."""
