"""The site: the pages and the style sheet as one application; only one page changes anything.

Nothing is loaded from other servers and no script runs: the policy in each answer's header makes
the browser enforce this.
"""

from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gh_sandbox.clock import Clock
from gh_sandbox.web import board, color, text
from gh_sandbox.web.markdown import Markdown
from gh_sandbox.web.page import Pages
from gh_sandbox.web.reader import MissingError, Reader
from gh_sandbox.web.workflows import WorkflowPages

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
# Another site's page must not reach this site by a host name that it controls.
_HOSTS = ["127.0.0.1", "localhost", "testserver"]
_STYLE = resources.files(__package__) / "style.css"


def site(path: Path, clock: Clock) -> Starlette:
    """Make the application for the state in a file."""
    reader = Reader(path, clock)
    templates = _templates(reader)

    def show(template: str, status: int = 200, **values: Any) -> Response:
        page = templates.get_template(f"{template}.html").render(values)
        return HTMLResponse(page, status, HEADERS)

    async def style(_request: Request) -> Response:
        sheet = _STYLE.read_text(encoding="utf-8")
        return Response(sheet, headers=HEADERS, media_type="text/css")

    async def missing(request: Request, error: Exception) -> Response:
        return show("missing", 404, path=request.url.path, reason=_reason(error))

    return Starlette(
        routes=[
            Route("/-/style.css", style),
            *WorkflowPages(path, clock, show).routes(),
            *Pages(reader, show).routes(),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)],
        exception_handlers={404: missing, MissingError: missing},
    )


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, MissingError) else "No page has this address."


def _templates(reader: Reader) -> Environment:
    environment = Environment(
        loader=PackageLoader("gh_sandbox.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": text.day,
        "counted": text.counted,
        "title_text": text.title,
        "linked": text.linked,
        "markdown": Markdown(reader.title),
    }
    environment.globals |= {"chip": color.chip, "shown": board.shown}
    return environment
