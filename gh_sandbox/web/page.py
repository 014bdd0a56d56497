"""The pages: the query of each, and its template."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gh_sandbox.web import board
from gh_sandbox.web import filter as filters
from gh_sandbox.web.filter import Filter
from gh_sandbox.web.reader import MissingError, Reader, RefusedError

Show = Callable[..., Response]
_Page = Callable[[Request], Awaitable[Response]]
# A connection returns at most 100 nodes.
_NODES = 100
# The greatest number of a project's cards on its page; they are read in parts of 100.
_PARTS = 10


class Pages:
    """The handlers of the site's addresses; `show(template, **values)` makes a response."""

    def __init__(self, reader: Reader, show: Show) -> None:
        self._reader = reader
        self._ask = reader.ask
        self._show = show

    def routes(self) -> list[Route]:
        """Return the routes; the addresses are GitHub's."""
        of_repository: dict[str, _Page] = {
            "": self.repository,
            "/issues": self.issues,
            "/issues/{number:int}": self.issue,
            "/pull/{number:int}": self.issue,
            "/labels": self.labels,
            "/labels/{label:path}": self.label,
            "/milestones": self.milestones,
            "/milestone/{number:int}": self.milestone,
            "/projects": self.projects,
        }
        return [
            Route("/", self.index),
            *(
                Route(f"/{{owner}}/{{name}}{path}", self._following(page))
                for path, page in of_repository.items()
            ),
            *(
                Route(f"/{kind}/{{login}}/projects/{{number:int}}{view}", self.project)
                for kind in ("orgs", "users")
                for view in ("", "/views/{view:int}")
            ),
        ]

    def _following(self, page: _Page) -> _Page:
        """Make a page redirect where its repository has another name now, as GitHub's do."""

        async def follow(request: Request) -> Response:
            owner, name = request.path_params["owner"], request.path_params["name"]
            present = self._reader.renamed(owner, name)
            if present is None:
                return await page(request)
            rest = request.url.path.removeprefix(f"/{owner}/{name}")
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/{present}{rest}{query}", 301)

        return follow

    async def index(self, _request: Request) -> Response:
        """Show the repositories and projects."""
        repositories, projects = (self._nodes(ids) for ids in self._reader.ids())
        return self._show("index", repositories=repositories, projects=projects)

    def _nodes(self, ids: list[str]) -> list[dict[str, Any]]:
        parts = [ids[start : start + _NODES] for start in range(0, len(ids), _NODES)]
        return [node for part in parts for node in self._ask("index", ids=part)["nodes"]]

    async def repository(self, request: Request) -> Response:
        """Redirect to a repository's issues: its files have no page."""
        return RedirectResponse(f"{request.url.path}/issues")

    async def issues(self, request: Request) -> Response:
        """Show a repository's issues, filtered, newest first."""
        filter = filters.read(request.query_params)
        found = self._ask(
            "issues",
            **request.path_params,
            **filters.bounds(request.query_params),
            shown=filter.variable(filter.state),
            open=filter.variable("open"),
            closed=filter.variable("closed"),
        )["repository"]
        around = _around(found["issues"]["pageInfo"], filter.address)
        return self._show("issues", repository=found, filter=filter, **around)

    async def issue(self, request: Request) -> Response:
        """Show an issue or pull request; a number under the other kind's address redirects.

        So does the number of an issue that was transferred.
        """
        there = self._reader.moved_issue(**request.path_params)
        if there is not None:
            return RedirectResponse(there, 301)
        found = self._ask("issue", **request.path_params)["repository"]
        issue = found["issueOrPullRequest"]
        kind = "pull" if issue["__typename"] == "PullRequest" else "issues"
        path = f"/{found['nameWithOwner']}/{kind}/{issue['number']}"
        if f"/{kind}/" not in request.url.path:
            return RedirectResponse(path)
        return self._show("issue", repository=found, issue=issue)

    async def labels(self, request: Request) -> Response:
        """Show a repository's labels."""
        bounds = filters.bounds(request.query_params, _NODES)
        found = self._ask("labels", **request.path_params, **bounds)["repository"]
        return self._show("labels", repository=found, **_around(found["labels"]["pageInfo"], "?"))

    async def label(self, request: Request) -> Response:
        """Redirect to the issues with a label."""
        return _to_issues(request, Filter(labels=(request.path_params["label"],)))

    async def milestones(self, request: Request) -> Response:
        """Show a repository's milestones."""
        state = "closed" if request.query_params.get("state") == "closed" else "open"
        found = self._ask(
            "milestones",
            **request.path_params,
            **filters.bounds(request.query_params),
            states=[state.upper()],
        )["repository"]
        around = _around(found["milestones"]["pageInfo"], f"?state={state}")
        return self._show("milestones", repository=found, state=state, **around)

    async def milestone(self, request: Request) -> Response:
        """Redirect to the issues of a milestone."""
        number = str(request.path_params["number"])
        return _to_issues(request, Filter(milestone=number))

    async def projects(self, request: Request) -> Response:
        """Show the projects that are linked to a repository."""
        return self._show("projects", **self._ask("projects", **request.path_params))

    async def project(self, request: Request) -> Response:
        """Show a project in a view, or as the board or table that the address asks for."""
        login, number = request.path_params["login"], request.path_params["number"]
        owner = self._ask("project", login=login, number=number)["repositoryOwner"]
        if owner is None:
            raise MissingError(f"No user has the login {login}.")
        project = owner["projectV2"]
        view = _chosen(project, request.path_params.get("view"))
        layout = request.query_params.get("layout", "")
        if layout not in _LAYOUTS.values():
            layout = _LAYOUTS[view["layout"]]
        field = board.field_of(view, project["fields"]["nodes"], layout)
        items = self._items(login, number, view["filter"] or "")
        cards = board.ordered(map(board.card, items.nodes), view["sortByFields"]["nodes"])
        return self._show(
            "project",
            owner=owner,
            project=project,
            view=view,
            layout=layout,
            columns=board.columns_of(view, project["fields"]["nodes"]),
            field_name=field and field["name"],
            groups=board.grouped(cards, field),
            items=items,
        )

    def _items(self, login: str, number: int, filter: str) -> "_Items":
        try:
            return self._filtered(login, number, filter)
        except RefusedError:
            return replace(self._filtered(login, number, ""), filter_is_refused=True)

    def _filtered(self, login: str, number: int, filter: str) -> "_Items":
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {"pageInfo": {"endCursor": None}}
        for _ in range(_PARTS):
            variables = {"login": login, "number": number, "filter": filter}
            answer = self._ask("project_items", **variables, after=page["pageInfo"]["endCursor"])
            page = answer["repositoryOwner"]["projectV2"]["items"]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        return _Items(found, page["totalCount"] - len(found))


@dataclass(frozen=True)
class _Items:
    """A project's items, the number of others, and whether the view's filter was not understood."""

    nodes: list[dict[str, Any]]
    left_out: int
    filter_is_refused: bool = False


_LAYOUTS = {"BOARD_LAYOUT": "board", "TABLE_LAYOUT": "table", "ROADMAP_LAYOUT": "table"}


def _chosen(project: dict[str, Any], number: int | None) -> dict[str, Any]:
    """Return the project's view with this number, or its first view."""
    views: list[dict[str, Any]] = project["views"]["nodes"]
    found = next((view for view in views if number in (None, view["number"])), None)
    if found is None:
        raise MissingError(f"{project['title']} has no view with the number {number}.")
    return found


def _to_issues(request: Request, filter: Filter) -> Response:
    owner, name = (quote(request.path_params[key]) for key in ("owner", "name"))
    return RedirectResponse(f"/{owner}/{name}/issues{filter.address}")


def _around(info: dict[str, Any], address: str) -> dict[str, str | None]:
    """Return the addresses of the parts before and after the shown one."""

    def at(key: str, cursor: str | None) -> str:
        joint = "" if address.endswith("?") else "&"
        return f"{address}{joint}{urlencode({key: cursor or ''})}"

    return {
        "before": at("before", info["startCursor"]) if info["hasPreviousPage"] else None,
        "after": at("after", info["endCursor"]) if info["hasNextPage"] else None,
    }
