"""The request that `gh api` would send for its arguments, for `tests/support/direct.py`."""

import json
import re
import subprocess
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from gh_playbook.github.process.gh import Gh

DOTCOM = "github.com"
_WORDS = {"true": True, "false": False, "null": None}


@cache
def program() -> str | None:
    """Return the path of the real `gh`, if there is one."""
    return Gh().programs[0] if Gh().programs else None


@cache
def version() -> str:
    """Return the output of `gh --version`."""
    done = subprocess.run([program() or "gh", "--version"], capture_output=True, check=True)
    return done.stdout.decode()


@dataclass(frozen=True)
class Request:
    """A request to GitHub's API."""

    method: str
    path: str
    host: str
    headers: Mapping[str, str]
    body: bytes | None
    shows_headers: bool
    turns_pages: bool = False
    may_repeat: bool = False
    """Whether `gh` can send the body again; it cannot if the body came from `--input`."""

    @property
    def url(self) -> str:
        """The address of the request, as `gh` shows it in errors."""
        return f"https://{self.host}{self.path}"


def requested(
    arguments: Sequence[str], text: str, environment: Mapping[str, str]
) -> Request | None:
    """Return the request that a call of `gh api` sends; None if it is another call."""
    [command, *words] = arguments
    if command != "api":
        return None
    given, unknown = _api().parse_known_args(words)
    if unknown or "{" in given.path or given.input not in (None, "-"):
        return None
    fields = _fields(given.texts, given.typed, text)
    if fields is None or (fields and (given.input or given.method == "GET")):
        return None
    host = environment.get("GH_HOST") or DOTCOM
    api, path = _address(host, given.path)
    if given.turns_pages and not path.endswith("/graphql"):
        return None
    named = (each.partition(":") for each in given.headers)
    body = None if given.input is None else text.encode()
    if fields:
        body = json.dumps(_of_graphql(fields) if path.endswith("/graphql") else fields).encode()
    return Request(
        given.method or ("GET" if body is None else "POST"),
        path,
        api,
        {
            **_headers(host, environment),
            **{name.strip().lower(): value.strip() for name, _, value in named},
        },
        body,
        given.shows_headers,
        given.turns_pages,
        may_repeat=bool(fields),
    )


def _fields(texts: Sequence[str], typed: Sequence[str], given: str) -> dict[str, Any] | None:
    """Return the fields of `-f` and `-F`; None if only `gh` knows some of them."""
    fields: dict[str, Any] = {}
    for each in texts:
        name, _, fields[name] = each.partition("=")
    for each in typed:
        name, _, value = each.partition("=")
        if value.startswith(("@", "{")) and value != "@-":
            return None
        fields[name] = given if value == "@-" else _typed(value)
    return fields if all(map(str.isidentifier, fields)) else None


def _typed(value: str) -> Any:
    """Return the value that a text after `-F` stands for."""
    if value in _WORDS:
        return _WORDS[value]
    return int(value) if re.fullmatch(r"-?\d+", value) else value


def _of_graphql(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a GraphQL request: all other fields are variables."""
    own = {name: fields[name] for name in ("query", "operationName") if name in fields}
    variables = {name: value for name, value in fields.items() if name not in own}
    return {**own, "variables": variables} if variables else own


@cache
def _api() -> ArgumentParser:
    """Return a parser for the flags of `gh api` that the tool and its tests use."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("path")
    parser.add_argument("-i", dest="shows_headers", action="store_true")
    parser.add_argument("-X", dest="method", default="")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("--input")
    parser.add_argument("--paginate", dest="turns_pages", action="store_true")
    parser.add_argument("-F", dest="typed", action="append", default=[])
    parser.add_argument("-f", dest="texts", action="append", default=[])
    return parser


def _address(host: str, path: str) -> tuple[str, str]:
    """Return the host of the API and the path there, as `gh` makes them from its arguments."""
    is_dotcom = host == DOTCOM
    if "://" in path:
        url = urlsplit(path)
        return url.netloc, f"{url.path}?{url.query}".rstrip("?")
    path = path.removeprefix("/")
    if path == "graphql":
        return (f"api.{host}", "/graphql") if is_dotcom else (host, "/api/graphql")
    path, mark, query = path.partition("?")
    path = quote(path, safe="/;:@&=+$,~%!*'()") + mark + query
    return (f"api.{host}", f"/{path}") if is_dotcom else (host, f"/api/v3/{path}")


def _headers(host: str, environment: Mapping[str, str]) -> dict[str, str]:
    names = ("GH_TOKEN", "GITHUB_TOKEN")
    if host != DOTCOM:
        names = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
    token = next((environment[name] for name in names if environment.get(name)), None)
    return {
        "user-agent": f"GitHub CLI {version().split()[2]}",
        "accept": "*/*",
        **({"authorization": f"token {token}"} if token else {}),
        "content-type": "application/json; charset=utf-8",
        "time-zone": "Etc/UTC",
        "x-github-api-version": "2022-11-28",
        "connection": "close",
    }
