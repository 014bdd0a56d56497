"""Faults of workflows: mistakes in them, and features that the sandbox lacks."""


class WorkflowError(Exception):
    """A workflow that GitHub would not start, or that the sandbox cannot run, with the reason."""


def not_done(what: str) -> WorkflowError:
    """Return the error for something that GitHub does and the sandbox does not."""
    return WorkflowError(f"{what} is not implemented by the sandbox")
