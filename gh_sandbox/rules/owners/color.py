"""The colours that options and issue types can have, from two enums of GitHub's GraphQL schema."""

COLORS = ("GRAY", "BLUE", "GREEN", "YELLOW", "ORANGE", "RED", "PINK", "PURPLE")
