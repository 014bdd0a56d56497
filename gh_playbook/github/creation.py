"""Creation of content, which GitHub limits to 80 a minute and 500 an hour.

GitHub's documentation speaks of "content-generating requests" and does not list them. The reference
of some REST endpoints warns that "creating content too quickly" is limited: these endpoints count
here, and the mutations that do the same. Labels, milestones, and fields and items of projects have
no such warning. Unverified: that each alias of a document counts, and that nothing else does. A
refusal is always respected, whatever is counted here.
"""

from gh_playbook.model.change import Call, Operation

MUTATIONS = frozenset(
    {
        "createIssue",
        "addComment",
        "addSubIssue",
        "addBlockedBy",
        "addRelatesTo",
        "createPullRequest",
        "mergePullRequest",
    }
)
ROUTES = frozenset(
    {
        "POST /repos/*/*/issues",
        "POST /repos/*/*/issues/*/comments",
        "POST /repos/*/*/issues/*/sub_issues",
        "POST /repos/*/*/issues/*/dependencies/blocked_by",
        "POST /repos/*/*/pulls",
        "PUT /repos/*/*/pulls/*/merge",
    }
)


def creates(operation: Operation) -> bool:
    """Tell whether GitHub counts an operation as the creation of content."""
    if isinstance(operation, Call):
        return any(is_on(operation, route) for route in ROUTES)
    return operation.name in MUTATIONS


def is_on(call: Call, route: str) -> bool:
    """Tell whether a request matches a route, in which `*` stands for any part of the path."""
    method, path = route.split(" /")
    parts, wanted = call.path.strip("/").split("/"), path.split("/")
    return (
        call.method == method
        and len(parts) == len(wanted)
        and all(one in {"*", part} for one, part in zip(wanted, parts, strict=True))
    )
