"""GitHub's rules, one file per kind: the only code that writes to the store.

REST and GraphQL both come here, so that a limit or a refusal is the same through either.
"""
