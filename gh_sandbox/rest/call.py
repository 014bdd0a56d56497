"""A REST request and its reply, and where routes are registered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from gh_sandbox.errors import ApiError, FieldError, InvalidError, MovedError, NotFoundError
from gh_sandbox.limits import Limits
from gh_sandbox.rest import address
from gh_sandbox.rules import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.store import Row

PAGE = 30
PAGE_LIMIT = 100


@dataclass(frozen=True)
class Reply:
    """What REST answers."""

    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One REST request; `path` has been stripped of an enterprise server's `/api/v3`."""

    session: Session
    limits: Limits
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]

    def number(self, name: str) -> int:
        """Return a whole number of the path; 404 where it is none."""
        text = self.parts[name]
        if not text.isdigit():
            raise ApiError(404, "Not Found", type="NOT_FOUND")
        return int(text)

    def repository(self) -> Row:
        """Return the repository that the path names; MovedError where it has another name now."""
        owner, name = self.parts["owner"], self.parts["repo"]
        try:
            return repositories.find(self.session, owner, name, follow_renames=False)
        except NotFoundError:
            moved = repositories.find(self.session, owner, name)
        raise MovedError(f"/repositories/{moved['id']}{address.below_repository(self.path)}")

    def integer(self, name: str) -> int:
        """Return a whole number of the body, which must be there; the 422s are as reported."""
        if name not in self.body:
            raise ApiError(
                422,
                f'Invalid request.\n\n"{name}" wasn\'t supplied.',
                type="UNPROCESSABLE",
            )
        value = self.body[name]
        if not isinstance(value, int) or isinstance(value, bool):
            raise ApiError(
                422,
                f'Invalid property /{name}: `"{value}"` is not of type `integer`.',
                type="UNPROCESSABLE",
            )
        return value

    def required(self, name: str, resource: str) -> str:
        """Return a text of the body, which must be there."""
        value = self.body.get(name)
        if value is None or isinstance(value, list | dict):
            code = "missing_field" if value is None else "invalid"
            raise InvalidError(
                FieldError(resource, name, code), graphql_message=f"{name} is {code}"
            )
        return str(value)

    def url(self, path: str = "") -> str:
        """Return the address of a path of the API."""
        return f"{self.session.api}{path}"

    def paged(self, rows: Sequence[Row], body: Callable[[Row], object]) -> Reply:
        """Reply with the page asked for (`page`, `per_page` of at most 100) and its `Link`."""
        size = min(max(self._whole("per_page", PAGE), 1), PAGE_LIMIT)
        page = max(self._whole("page", 1), 1)
        last = max(1, -(-len(rows) // size))
        shown = rows[(page - 1) * size : page * size]
        links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        if page >= last:
            del links["next"], links["last"]
        if page == 1:
            del links["prev"], links["first"]
        header = ", ".join(f'<{self._page_url(n)}>; rel="{name}"' for name, n in links.items())
        return Reply([body(row) for row in shown], headers={"Link": header} if header else {})

    def _whole(self, name: str, default: int) -> int:
        text = self.query.get(name, "")
        return int(text) if text.isdigit() else default

    def _page_url(self, page: int) -> str:
        """Return a page's address; a repository is named by its id there, as GitHub does."""
        path = self.path
        if "repo" in self.parts:
            path = f"/repositories/{self.repository()['id']}{address.below_repository(path)}"
        return self.url(f"{path}?{urlencode({**self.query, 'page': str(page)})}")


Handler = Callable[[Call], Reply]


@dataclass(frozen=True)
class Route:
    """A method and a path, the scopes that a token needs one of, and what answers."""

    method: str
    path: str
    scopes: tuple[str, ...]
    handler: Handler


ROUTES: list[Route] = []


def route(method: str, path: str, *scopes: str) -> Callable[[Handler], Handler]:
    """Register a handler; `{name:path}` takes the rest of the path."""

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, path, scopes, handler))
        return handler

    return register
