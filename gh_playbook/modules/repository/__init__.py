"""What a repository has beside its issues: labels, milestones and files."""
