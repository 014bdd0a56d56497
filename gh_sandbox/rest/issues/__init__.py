"""Issues, and what belongs to them: comments, labels, milestones, links."""
