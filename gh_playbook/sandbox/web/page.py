"""The pages: what each asks for, and the template that shows it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gh_playbook.sandbox.web import board
from gh_playbook.sandbox.web import filter as filters
from gh_playbook.sandbox.web.filter import Filter
from gh_playbook.sandbox.web.reader import MissingError, Reader

Show = Callable[..., Response]
# At most 100 nodes of a connection can be asked for.
_NODES = 100
# The most cards of a project that are shown, in parts of 100.
_PARTS = 10


class Pages:
    """Answers the site's addresses: `show(template, **values)` makes the response."""

    def __init__(self, reader: Reader, show: Show) -> None:
        self._ask = reader.ask
        self._ids = reader.ids
        self._show = show

    def routes(self) -> list[Route]:
        """Return the addresses, which are GitHub's."""
        repository = "/{owner}/{name}"
        return [
            Route("/", self.index),
            Route(repository, self.repository),
            Route(f"{repository}/issues", self.issues),
            Route(f"{repository}/issues/{{number:int}}", self.issue),
            Route(f"{repository}/pull/{{number:int}}", self.issue),
            Route(f"{repository}/labels", self.labels),
            Route(f"{repository}/labels/{{label:path}}", self.label),
            Route(f"{repository}/milestones", self.milestones),
            Route(f"{repository}/milestone/{{number:int}}", self.milestone),
            Route(f"{repository}/projects", self.projects),
            *(
                Route(f"/{kind}/{{login}}/projects/{{number:int}}{view}", self.project)
                for kind in ("orgs", "users")
                for view in ("", "/views/{view:int}")
            ),
        ]

    async def index(self, _request: Request) -> Response:
        """Show the repositories and projects."""
        repositories, projects = (self._nodes(ids) for ids in self._ids())
        return self._show("index", repositories=repositories, projects=projects)

    def _nodes(self, ids: list[str]) -> list[dict[str, Any]]:
        parts = [ids[start : start + _NODES] for start in range(0, len(ids), _NODES)]
        return [node for part in parts for node in self._ask("index", ids=part)["nodes"]]

    async def repository(self, request: Request) -> Response:
        """Lead to a repository's issues: its files are not shown here."""
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
        """Show an issue or pull request; a number under the other's address leads there."""
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
        """Lead to the issues with a label."""
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
        """Lead to the issues of a milestone."""
        number = str(request.path_params["number"])
        return _to_issues(request, Filter(milestone=number))

    async def projects(self, request: Request) -> Response:
        """Show the projects that are linked to a repository."""
        return self._show("projects", **self._ask("projects", **request.path_params))

    async def project(self, request: Request) -> Response:
        """Show a project as a view has it, or as the board or table that is asked for."""
        login, number = request.path_params["login"], request.path_params["number"]
        owner = self._ask("project", login=login, number=number)["repositoryOwner"]
        if owner is None:
            raise MissingError(f"There is nobody of the name {login}.")
        project = owner["projectV2"]
        views = {view["number"]: view for view in project["views"]["nodes"]}
        view = views.get(request.path_params.get("view", min(views)))
        if view is None:
            raise MissingError(f"{project['title']} has no such view.")
        items, left_out = self._items(login, number, view["filter"] or "")
        cards = board.ordered(map(board.card, items), view["sortByFields"]["nodes"])
        asked = request.query_params.get("layout")
        layout = asked if asked in _LAYOUTS.values() else _LAYOUTS[view["layout"]]
        by = (
            board.columns_of(view, project["fields"]["nodes"])
            if layout == "board"
            else next(iter(view["groupByFields"]["nodes"]), None)
        )
        return self._show(
            "project",
            owner=owner,
            project=project,
            view=view,
            layout=layout,
            groups=board.grouped(cards, by),
            column_field=by and by["name"],
            left_out=left_out,
        )

    def _items(self, login: str, number: int, filter: str) -> tuple[list[dict[str, Any]], int]:
        """Return a project's items, and how many more there are than are shown."""
        found: list[dict[str, Any]] = []
        after = None
        for _ in range(_PARTS):
            answer = self._ask(
                "project_items", login=login, number=number, filter=filter, after=after
            )
            page = answer["repositoryOwner"]["projectV2"]["items"]
            found += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        return found, page["totalCount"] - len(found)


_LAYOUTS = {"BOARD_LAYOUT": "board", "TABLE_LAYOUT": "table", "ROADMAP_LAYOUT": "table"}


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
