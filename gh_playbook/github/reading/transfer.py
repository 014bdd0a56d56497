"""Transfers: the present place of an issue that is no longer in its repository.

GitHub answers a request for the old number of a transferred issue with a redirect to its new place.
For a deleted issue it answers 410; if the login may not read the new place, 404 (its documentation,
"Get an issue"). The answer for an issue that became a discussion is not documented: it counts as
deleted if the answer is no redirect to an issue.
"""

from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.late_pattern import late_pattern

_GONE = {404, 410}
_ADDRESS = late_pattern(r"https?://[^/]+/([^/]+/[^/]+)/issues/(\d+)")


def moved_to(reader: Reader, repository: str, number: int) -> str | None:
    """Return where an issue was transferred, such as `acme/rocket#12`; None if it is gone.

    `repository` is `owner/name`. Raises GitHubError if that is unknown: an issue that may have been
    moved must not be created again.
    """
    try:
        found = reader.get(f"repos/{repository}/issues/{number}", request="issue")
    except GitHubError as error:
        if error.status not in _GONE:
            raise
        return None
    address = _ADDRESS.fullmatch(str(found.get("html_url")))
    if address is None or address[1].casefold() == repository.casefold():
        return None
    return f"{address[1]}#{address[2]}"
