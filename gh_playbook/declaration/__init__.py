"""From YAML to typed things; each fault has its place."""
