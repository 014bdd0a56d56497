"""The loop: groups of steps are compared, sent and compared again."""
