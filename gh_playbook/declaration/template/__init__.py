"""Templates and expressions: what they may see, and how much they may use."""
