"""Reading: the questions, their pages, and GitHub's JSON as existing things."""
