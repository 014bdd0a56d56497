"""Who has written a repository's commits.

Source: GitHub's REST description, "List repository contributors": by the number of commits, the
most first; 204 for an empty repository; authors without an account only with `anon`.
"""

from collections import Counter
from typing import Any

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.owners import owner as owners


@route("GET", "/repos/{owner}/{repo}/contributors", takes=f"anon {PAGING}")
def list_all(call: Call) -> Reply:
    """List the authors of the commits of the default branch."""
    repository, store = call.repository(), call.session.store
    head = contents.resolve(call.session, repository, None)
    if head is None:
        return Reply(None, 204)
    shas = git_objects.history(store, repository["id"], head, None)
    authors = (git_objects.commit(store, repository["id"], sha).author for sha in shas)
    counted = Counter((each.name, each.email) for each in authors)
    known, others = Counter[int](), list[dict[str, Any]]()
    for (name, email), number in counted.items():
        id = owners.id_of_author(call.session, name, email)
        if id is not None:
            known[id] += number
        elif call.query.get("anon") in ("1", "true"):
            entry = {"email": email, "name": name, "type": "Anonymous"}
            others.append({**entry, "contributions": number})
    found = [
        {**(user.by_id(call.session, id) or {}), "contributions": number}
        for id, number in known.items()
    ]
    found = sorted([*found, *others], key=lambda each: -each["contributions"])
    return call.paged(found, dict)
