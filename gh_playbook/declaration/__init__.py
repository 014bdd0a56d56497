"""Declaration: YAML becomes typed things; each fault has its place."""
