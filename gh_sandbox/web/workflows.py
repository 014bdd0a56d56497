"""The page of a project's built-in workflows: the only page that changes anything.

GitHub's API has no such operation. Forms that other sites send are refused.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from gh_sandbox.access import tokens
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.clock import Clock
from gh_sandbox.errors import ApiError
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.rules.projects import project_workflow as workflows
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Store
from gh_sandbox.web.page import Show
from gh_sandbox.web.reader import MissingError

_SETTINGS = ("status", "filter")


@dataclass(frozen=True)
class WorkflowPages:
    """Shows and switches workflows; `show(template, **values)` makes the response."""

    state: Path
    clock: Clock
    show: Show

    def routes(self) -> list[Route]:
        """Return the addresses, which are GitHub's."""
        return [
            route
            for kind in ("orgs", "users")
            for path in [f"/{kind}/{{login}}/projects/{{number:int}}/workflows"]
            for route in (
                Route(path, self.list_all, methods=["GET"]),
                Route(path, self.change, methods=["POST"]),
            )
        ]

    async def list_all(self, request: Request) -> Response:
        """Show the workflows of a project."""
        store = Store(self.state, read_only=True)
        try:
            project, rows = _found(self._session(store), request)
        finally:
            store.close()
        return self.show(
            "workflows",
            owner={"login": request.path_params["login"]},
            project={
                "title": project["title"],
                "resourcePath": request.url.path.removesuffix("/workflows"),
            },
            workflows=[dict(row) for row in rows],
        )

    async def change(self, request: Request) -> Response:
        """Switch a workflow on or off and change its settings, as the form says."""
        if not _is_own(request):
            return PlainTextResponse("Only this site's own pages may change things.", 403)
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        given = {name: values[-1] for name, values in form.items()}
        store = Store(self.state)
        try:
            with store.transaction():
                self._write(self._session(store), request, given)
        except ApiError as refusal:
            return PlainTextResponse(refusal.graphql_message, 422)
        finally:
            store.close()
        return RedirectResponse(request.url.path, 303)

    def _write(self, session: Session, request: Request, given: dict[str, str]) -> None:
        project, rows = _found(session, request)
        projects.require(session, project, "WRITE", "UpdateProjectV2Workflow")
        workflow = next((row for row in rows if str(row["number"]) == given.get("number")), None)
        if workflow is None:
            raise MissingError("The project has no such workflow.")
        settings = {
            name: given[name] for name in _SETTINGS if name in given and workflow[name] is not None
        }
        enabled = int(given.get("enabled") == "on")
        workflows.change(session, workflow, {"enabled": enabled, **settings})

    def _session(self, store: Store) -> Session:
        viewer = tokens.viewer_of(store, f"token {DEFAULT_TOKEN}")
        if viewer is None:
            raise LookupError("the state has no default token")
        return Session(store, self.clock, viewer)


def _found(session: Session, request: Request) -> tuple[Row, list[Row]]:
    login, number = request.path_params["login"], request.path_params["number"]
    try:
        project = projects.find(session, owners.find(session, login), number)
    except ApiError as error:
        raise MissingError(error.graphql_message) from error
    rows = session.store.all(
        "SELECT * FROM project_workflow WHERE project_id = ? ORDER BY number", project["id"]
    )
    return project, rows


def _is_own(request: Request) -> bool:
    """Tell whether this site's page sent the form: browsers always name the site."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
