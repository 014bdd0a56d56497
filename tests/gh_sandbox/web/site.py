"""The pages of a running sandbox, asked for as a browser asks."""

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY

SEED = Path(__file__).with_name("pages.yml")
HERE = f"/{REPOSITORY}"


@dataclass(frozen=True)
class Answer:
    """What a request for a page gave."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def words(self) -> str:
        """The text that is shown, on one line."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


@dataclass(frozen=True)
class Site:
    """The pages of a running sandbox."""

    sandbox: Sandbox
    address: str

    def ask(self, path: str, method: str = "GET", host: str | None = None, **form: str) -> Answer:
        """Ask for a page, or send a form from the page `origin`; no redirection is followed."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=20)
        headers = {"Host": host} if host else {}
        if "origin" in form:
            headers["Origin"] = form.pop("origin")
        connection.request(method, path, urlencode(form) or None, headers)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, headers, response.read().decode())
        connection.close()
        return answer

    def get(self, path: str) -> Answer:
        """Ask for a page that must be there."""
        answer = self.ask(path)
        assert answer.status == 200, answer
        return answer


@contextmanager
def visited(directory: Path) -> Iterator[Site]:
    """Run a sandbox with pages, filled with what their tests look at."""
    sandbox = Sandbox(directory)
    sandbox.start(seed=SEED, web=0)
    address = sandbox.status().pages
    assert address is not None
    try:
        yield Site(sandbox, address)
    finally:
        sandbox.stop()
