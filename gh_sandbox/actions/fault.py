"""What a workflow asks for and cannot have."""


class WorkflowError(Exception):
    """A workflow that GitHub would not start, or that the sandbox cannot: the message says why."""


def not_done(what: str) -> WorkflowError:
    """Name what GitHub does and the sandbox does not."""
    return WorkflowError(f"{what} is not implemented by the sandbox")
