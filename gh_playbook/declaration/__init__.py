"""What people write: YAML to typed things; each fault with its place."""
