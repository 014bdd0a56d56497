"""The colours that options and issue types can have: GitHub's GraphQL schema, its two enums."""

COLORS = ("GRAY", "BLUE", "GREEN", "YELLOW", "ORANGE", "RED", "PINK", "PURPLE")
