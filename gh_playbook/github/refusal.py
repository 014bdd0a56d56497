"""Refusals: what one says of the thing. It is there already, it is gone, or it has changed."""

from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.writer import Reply
from gh_playbook.model.change import Change

# The messages of GraphQL and REST for a thing that already exists: somebody else was faster, or an
# earlier answer was lost. The last one is for a file: "sha" is required to replace one (GitHub's
# REST documentation, "Create or update file contents").
_THERE_ALREADY = ("already_exists", "already been taken", "duplicate sub-issues", "sha\" wasn't")
# The messages for a value that a card does not take any more: it was archived
# (gr2m/github-project#96), or the field's options were written again, with new ids.
_OUTDATED = ("is archived and cannot be updated", "does not belong to the field")


def is_doubtful(reply: Reply) -> bool:
    """Tell whether an operation may have been carried out, now or earlier."""
    match reply:
        case UncertainError():
            return True
        case GitHubError():
            return any(word in f"{reply.kind} {reply.message}" for word in _THERE_ALREADY)
        case _:
            return False


def is_missing(reply: Reply, change: Change) -> bool:
    """Tell whether GitHub did not find the thing of a request, or an id in it.

    REST also answers 404 if the server does not know how to create such a thing.
    """
    if not isinstance(reply, GitHubError):
        return False
    return reply.kind == "NOT_FOUND" or (reply.status == 404 and change.before is not None)


def is_outdated(reply: Reply) -> bool:
    """Tell whether GitHub refused a request because the thing is another one by now."""
    if not isinstance(reply, GitHubError):
        return False
    return reply.status == 409 or any(word in reply.message for word in _OUTDATED)
