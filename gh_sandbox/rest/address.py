"""Addresses in REST: repositories by id, and redirects.

Sources: GitHub docs, "Best practices for using the REST API", "Follow redirects"; the paths by id
as in the `Link` headers of GitHub's documentation and in octokit's recorded answers.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from gh_sandbox import whole_number
from gh_sandbox.errors import MovedError, NotFoundError
from gh_sandbox.exchange.request import READING, Exchange
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session

Redirect = tuple[dict[str, str], int, Mapping[str, str]]
_BY_ID = re.compile(r"/repositories/([0-9]+)(/.*)?")
# Characters that need no escape in the path of an address: RFC 3986, `pchar`, and the slash.
_PLAIN = "/!$&'()*+,;=:@"
_REDIRECTS = "https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api"


def below_repository(path: str) -> str:
    """Return the part of a path after `/repos/OWNER/NAME`."""
    below = path.split("/", 4)[4:]
    return f"/{below[0]}" if below else ""


def quoted(path: str) -> str:
    """Return a path with the escapes that it needs in an address."""
    return quote(path, safe=_PLAIN)


def by_name(session: Session, path: str) -> str:
    """Return a path in which the repository's id is replaced by its name.

    A path without an id stays the same. Raises NotFoundError for a repository that does not exist
    or that the viewer cannot see.
    """
    found = _BY_ID.fullmatch(path)
    if found is None:
        return path
    row = session.store.one("SELECT * FROM repository WHERE id = ?", whole_number.read(found[1]))
    if row is None or repositories.permission(session, row) is None:
        raise NotFoundError
    return f"/repos/{repositories.full_name(session, row)}{found[2] or ''}"


def redirect(exchange: Exchange, moved: MovedError) -> Redirect:
    """Return the body, status and headers that redirect a request to the new address."""
    query = f"?{urlencode(exchange.query)}" if exchange.query else ""
    url = f"{exchange.api}{quoted(moved.path)}{query}"
    reads = exchange.method in READING
    message, status = ("Moved Permanently", 301) if reads else ("Temporary Redirect", 307)
    body = {"message": message, "url": url, "documentation_url": f"{_REDIRECTS}#follow-redirects"}
    return body, status, {"Location": url}
