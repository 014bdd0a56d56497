"""A REST request as its handler receives it, and the registration of routes."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from gh_sandbox import whole_number
from gh_sandbox.clock import stamp
from gh_sandbox.errors import (
    ApiError,
    FieldError,
    InvalidError,
    MovedError,
    NotFoundError,
    UnimplementedError,
)
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import api_version
from gh_sandbox.limits import Limits
from gh_sandbox.rest import address, request_body
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

E = TypeVar("E")
PAGE = 30
PAGE_LIMIT = 100
# The parameters of every list with numbered pages.
PAGING = "per_page page"


@dataclass(frozen=True)
class Call:
    """One REST request; `path` does not contain the prefix `/api/v3` of an enterprise server."""

    session: Session
    limits: Limits
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    # The form that the client asks for: see http/media_type.py.
    form: str | None = None
    # The version of the API that the client asks for.
    version: str = api_version.DEFAULT
    # The body as it came, and its type, for a route that takes a file.
    content: bytes = b""
    content_type: str | None = None

    def number(self, name: str) -> int:
        """Return a whole number from the path, or refuse with 404."""
        number = whole_number.read(self.parts[name])
        if number is None:
            raise ApiError(404, "Not Found", type="NOT_FOUND")
        return number

    def repository(self) -> Row:
        """Return the repository of the path; raises MovedError if it has another name now."""
        owner, name = self.parts["owner"], self.parts["repo"]
        try:
            return repositories.find(self.session, owner, name, follow_renames=False)
        except NotFoundError:
            moved = repositories.find(self.session, owner, name)
        raise MovedError(f"/repositories/{moved['id']}{address.below_repository(self.path)}")

    def full_name(self) -> str:
        """Return OWNER/NAME of the repository of the path."""
        return repositories.full_name(self.session, self.repository())

    def repository_url(self) -> str:
        """Return the API's address of the repository of the path."""
        return self.url(f"/repos/{self.full_name()}")

    def pull_request(self) -> Row:
        """Return the pull request of the path."""
        return pull_requests.get(self.session, self.repository(), self.number("number"))

    def integer(self, name: str) -> int:
        """Return a required whole number from the body; the 422 answers are as reported."""
        value = self.body.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ApiError(
                422,
                f"Invalid property /{name}: `{json.dumps(value)}` is not of type `integer`.",
                type="UNPROCESSABLE",
            )
        return value

    def required(self, name: str, resource: str) -> str:
        """Return a required text from the body."""
        value = self.body.get(name)
        if value is None or isinstance(value, list | dict):
            code = "missing_field" if value is None else "invalid"
            raise InvalidError(
                FieldError(resource, name, code), graphql_message=f"{name} is {code}"
            )
        return str(value)

    def choice(self, name: str, allowed: str, resource: str = "Issue") -> str:
        """Return a query parameter that must be one of some words; the first is the default.

        Another word is a 422 (unverified: GitHub may use the default instead).
        """
        words = allowed.split()
        value = self.query.get(name) or words[0]
        if value not in words:
            raise self.invalid(name, value, resource)
        return value

    def moment(self, name: str) -> str | None:
        """Return a moment in GitHub's format from the query, or None."""
        value = self.query.get(name)
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value.replace(" ", "+"))
            return stamp(found if found.tzinfo else found.replace(tzinfo=UTC))
        except (ValueError, OverflowError) as error:
            raise self.invalid(name, value) from error

    def invalid(self, name: str, value: str, resource: str = "Issue") -> InvalidError:
        """Refuse a query parameter in the way GitHub refuses an unknown milestone (reported)."""
        fault = FieldError(resource, name, "invalid", value=value)
        return InvalidError(fault, graphql_message=f"{name} is invalid")

    def url(self, path: str = "") -> str:
        """Return the API's address of a path."""
        return f"{self.session.api}{path}"

    def paged(self, rows: Sequence[E], body: Callable[[E], object]) -> Reply:
        """Reply with one page and its `Link`.

        `per_page` is at most 100; a missing one, 0 and a text count as 30. Behind the last page,
        `prev` and `last` lead to the last one (brekkylab/backlot#126 and #131, measured in 2026).
        """
        return self.paged_at_once(rows, lambda shown: [body(row) for row in shown])

    def paged_at_once(self, rows: Sequence[E], bodies: Callable[[Sequence[E]], list[Any]]) -> Reply:
        """Reply as `paged`; `bodies` makes one page's bodies together."""
        size, page = self._page_size, self._page
        last = max(1, -(-len(rows) // size))
        shown = rows[(page - 1) * size : page * size]
        links = {"prev": min(page - 1, last), "next": page + 1, "last": last, "first": 1}
        if page >= last:
            del links["next"]
        if page == last:
            del links["last"]
        if page == 1:
            del links["prev"], links["first"]
        header = ", ".join(f'<{self._page_url(n)}>; rel="{name}"' for name, n in links.items())
        return Reply(bodies(shown), headers={"Link": header} if header else {})

    def counted(self, name: str, rows: Sequence[E], body: Callable[[E], object]) -> Reply:
        """Reply as `paged`, with the page under a name in an object that has the total count."""
        page = self.paged(rows, body)
        return Reply({"total_count": len(rows), name: page.body}, headers=page.headers)

    @property
    def offset(self) -> int:
        """The number of entries before the page."""
        return (self._page - 1) * self._page_size

    @property
    def _page(self) -> int:
        return max(self._whole("page", 1), 1)

    @property
    def _page_size(self) -> int:
        return min(self._whole("per_page", PAGE) or PAGE, PAGE_LIMIT)

    def _whole(self, name: str, default: int) -> int:
        number = whole_number.read(self.query.get(name, ""))
        return default if number is None else number

    def _page_url(self, page: int) -> str:
        """Return the address of a page; it contains the repository's id, as GitHub's does."""
        path = self.path
        if "repo" in self.parts:
            path = f"/repositories/{self.repository()['id']}{address.below_repository(path)}"
        return self.url(f"{address.quoted(path)}?{urlencode({**self.query, 'page': str(page)})}")


Handler = Callable[[Call], Reply]


@dataclass(frozen=True)
class Route:
    """A method and a path, the scopes of which a token needs one, and the handler.

    `takes` are the parameters of the query that the handler uses, `gives` the properties of the
    body. `lacks` are the parameters and properties that GitHub documents and the sandbox does not
    serve. With `takes_file` the body is a file, not JSON.
    """

    method: str
    path: str
    scopes: tuple[str, ...]
    takes: tuple[str, ...]
    gives: request_body.Properties
    lacks: tuple[str, ...]
    handler: Handler
    takes_file: bool = False

    def check(self, query: Iterable[str], given: Mapping[str, object] | None) -> list[str]:
        """Refuse unserved, missing or mistyped input; return the query's unknown parameters.

        GitHub ignores unknown parameters. `given` is None for a request without a body. An empty
        property has no effect, so it is allowed although it is not served: clients send
        `"comments": []` with every review.
        """
        names = [name.removesuffix("[]") for name in query]
        asked = [name for name, value in (given or {}).items() if value not in (None, "", [])]
        for name in [*names, *asked]:
            if name in self.lacks:
                raise UnimplementedError(
                    f"The parameter {name} of {self.method} {self.path} is not implemented by "
                    "the sandbox."
                )
        request_body.check(given, self.gives)
        return [name for name in names if name not in self.takes]


ROUTES: list[Route] = []


def route(
    method: str,
    path: str,
    *scopes: str,
    takes: str = "",
    gives: str = "",
    lacks: str = "",
    closed: bool = False,
    takes_file: bool = False,
) -> Callable[[Handler], Handler]:
    """Register a handler; `{name:path}` matches the rest of the path.

    `takes`, `gives` and `lacks` are words separated by spaces, for the attributes of `Route`.
    `request_body.read` explains the form of `gives`, and `closed`.
    """

    def register(handler: Handler) -> Handler:
        taken, lacked = tuple(takes.split()), tuple(lacks.split())
        given = request_body.read(gives, closed=closed)
        made = Route(method, path, scopes, taken, given, lacked, handler, takes_file)
        ROUTES.append(made)
        return handler

    return register
