"""Issues: new, existing and removed ones, sub-issues, and the links between issues."""
