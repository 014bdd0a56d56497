"""A transport for tests: what `gh api` would do, over the sandbox's socket, without its process.

A process of `gh` costs fifty times what the request itself does. So where `gh` is not what is
tested, its calls are answered here, behind the same door (`gh_playbook/github/gh.py`) and for the
tests' own requests; `tests/github/test_direct.py` holds that both give the same. What this does not
know, such as another command than `gh api` or another server than a sandbox, still goes to `gh`.

A test that means `gh` itself says so: `pytestmark = pytest.mark.real_gh`.
"""

import http.client
import json
import os
import re
import socket
import subprocess
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import yaml

from gh_playbook.github.gh import Gh
from gh_playbook.github.process import Completed, Ended, Running

_DOTCOM = "github.com"
_REDIRECTS = 10
_WORDS = {"true": True, "false": False, "null": None}
# Headers that Go's client keeps to itself.
_HOP_BY_HOP = {"connection", "transfer-encoding"}
# What `gh` shows in another way in JSON, be it raw or escaped: see `_visible`.
_CONTROL = re.compile(
    r"\\u00(?:0[0-8cefCEF]|1[0-9a-fA-F]|[89][0-9a-fA-F])"
    r"|[\x00-\x08\x0c\x0e-\x1f\x80-\x9f]"
)


@dataclass
class _Switch:
    """Whether calls are answered here; for all threads, of which a run has several."""

    is_on: bool = True


_SWITCH = _Switch()


@contextmanager
def switched(*, on: bool) -> Iterator[None]:
    """Answer directly while within, or leave all to `gh`."""
    before, _SWITCH.is_on = _SWITCH.is_on, on
    try:
        yield
    finally:
        _SWITCH.is_on = before


def install(patch: pytest.MonkeyPatch) -> None:
    """Put this in the place of the tool's processes, as long as the patch holds."""
    real = Gh._begin
    _program()  # Looked up now: tests put others onto the PATH.

    def begin(
        self: Gh,
        arguments: list[str],
        text: str | None,
        environment: Mapping[str, str],
        *,
        more: bool = False,
    ) -> Running:
        done = None
        if self.program == _program():
            done = call(arguments, text or "", environment, timeout=self.timeout)
        return Ended(done) if done else real(self, arguments, text, environment, more=more)

    patch.setattr(Gh, "_begin", begin)


def call(
    arguments: Sequence[str], text: str, environment: Mapping[str, str], *, timeout: float = 30
) -> Completed | None:
    """Do what `gh` would with these arguments; None where only `gh` itself can."""
    if not _SWITCH.is_on:
        return None
    if list(arguments) == ["--version"]:
        return Completed(0, _version(), "")
    request = _request(arguments, text, environment)
    path = _socket(environment.get("GH_CONFIG_DIR", ""))
    if request is None or path is None:
        return None
    try:
        return _carried_out(request, path, timeout)
    except TimeoutError:
        return Completed(1, "", f"gh did not end within {timeout:g} seconds")


@cache
def _program() -> str | None:
    return Gh().programs[0] if Gh().programs else None


@cache
def _version() -> str:
    done = subprocess.run([_program() or "gh", "--version"], capture_output=True, check=True)
    return done.stdout.decode()


def _socket(folder: str) -> Path | None:
    """Return the socket to which a configuration of `gh` leads."""
    path = Path(folder, "config.yml")
    if not folder or not path.is_file():
        return None
    return _socket_in(path.read_text(encoding="utf-8"))


@cache
def _socket_in(configuration: str) -> Path | None:
    found = yaml.safe_load(configuration).get("http_unix_socket")
    return Path(found) if found else None


@dataclass(frozen=True)
class _Request:
    method: str
    path: str
    host: str
    headers: Mapping[str, str]
    body: bytes | None
    shows_headers: bool
    turns_pages: bool = False
    may_repeat: bool = False
    """Whether `gh` has the body still when it is to be sent again: that of `--input` it has not."""

    @property
    def url(self) -> str:
        """Where it goes, as `gh` says it in errors."""
        return f"https://{self.host}{self.path}"


def _request(
    arguments: Sequence[str], text: str, environment: Mapping[str, str]
) -> _Request | None:
    """Return the request that a call of `gh api` comes to; None where it is another call."""
    [command, *words] = arguments
    if command != "api":
        return None
    given, unknown = _api().parse_known_args(words)
    if unknown or "{" in given.path or given.input not in (None, "-"):
        return None
    fields = _fields(given.texts, given.typed, text)
    if fields is None or (fields and (given.input or given.method == "GET")):
        return None
    host = environment.get("GH_HOST") or _DOTCOM
    api, path = _address(host, given.path)
    if given.turns_pages and not path.endswith("/graphql"):
        return None
    named = (each.partition(":") for each in given.headers)
    body = None if given.input is None else text.encode()
    if fields:
        body = json.dumps(_of_graphql(fields) if path.endswith("/graphql") else fields).encode()
    return _Request(
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
    """Return the fields of `-f` and `-F`; None where there are such as only `gh` knows."""
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
    """Return what a value of `-F` stands for."""
    if value in _WORDS:
        return _WORDS[value]
    return int(value) if re.fullmatch(r"-?\d+", value) else value


def _of_graphql(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a GraphQL request: what is no part of it are variables."""
    own = {name: fields[name] for name in ("query", "operationName") if name in fields}
    variables = {name: value for name, value in fields.items() if name not in own}
    return {**own, "variables": variables} if variables else own


@cache
def _api() -> ArgumentParser:
    """Return what parses the flags of `gh api` that the tool and its tests use."""
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
    """Return the host of the API and the path there, as `gh` makes them of what it is given."""
    is_dotcom = host == _DOTCOM
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
    if host != _DOTCOM:
        names = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
    token = next((environment[name] for name in names if environment.get(name)), None)
    return {
        "user-agent": f"GitHub CLI {_version().split()[2]}",
        "accept": "*/*",
        **({"authorization": f"token {token}"} if token else {}),
        "content-type": "application/json; charset=utf-8",
        "time-zone": "Etc/UTC",
        "x-github-api-version": "2022-11-28",
        "connection": "close",
    }


@dataclass(frozen=True)
class _Answer:
    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True


class _Connection(http.client.HTTPConnection):
    def __init__(self, host: str, path: Path, timeout: float) -> None:
        super().__init__(host, timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def _carried_out(request: _Request, path: Path, timeout: float) -> Completed:
    where = f'{request.method.capitalize()} "{request.url}"'
    try:
        answer = _followed(request, path, timeout)
    except TimeoutError:
        raise
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return Completed(1, "", f"{where}: EOF\n")
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        return Completed(1, "", f"{where}: dial unix {path}: connect: {why}\n")
    done = _shown(request, answer)
    following = None if done.code else _following(request, answer)
    if following is None:
        return done
    rest = _carried_out(following, path, timeout)
    return Completed(rest.code, f"{done.out}\n{rest.out}", rest.error)


def _following(request: _Request, answer: _Answer) -> _Request | None:
    """Return the request for the page after an answer, if pages are turned and there is one."""
    if not request.turns_pages or request.body is None:
        return None
    found = _page(json.loads(answer.body))
    if not found or not found["hasNextPage"]:
        return None
    body = json.loads(request.body)
    body.setdefault("variables", {})["endCursor"] = found["endCursor"]
    return replace(request, body=json.dumps(body).encode())


def _page(data: Any) -> Any:
    """Return the first `pageInfo` in an answer, which `gh` goes by; None where there is none."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if isinstance(data, dict) and "pageInfo" in data:
        return data["pageInfo"]
    return next((found for each in values if (found := _page(each))), None)


def _followed(request: _Request, path: Path, timeout: float) -> _Answer:
    """Send a request, and send it again where the answer says that it goes elsewhere."""
    for _ in range(_REDIRECTS):
        answer = _sent(request, path, timeout)
        target = answer.headers.get("Location")
        is_kept = answer.status in (307, 308) and (request.body is None or request.may_repeat)
        if not target or not (is_kept or answer.status in (301, 302, 303)):
            break
        method = request.method if is_kept or request.method == "HEAD" else "GET"
        url = urlsplit(target)
        place = f"{url.path}?{url.query}".rstrip("?")
        body = request.body if is_kept else None
        request = replace(request, method=method, path=place, host=url.netloc, body=body)
    return answer


def _sent(request: _Request, path: Path, timeout: float) -> _Answer:
    connection = _Connection(request.host, path, timeout)
    try:
        connection.request(request.method, request.path, request.body, dict(request.headers))
        response = connection.getresponse()
        is_whole = True
        try:
            body = response.read()
        except http.client.IncompleteRead as error:
            body, is_whole = error.partial, False
        headers: dict[str, str] = {}
        for key, value in response.getheaders():
            name = "-".join(part.capitalize() for part in key.split("-"))
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return _Answer(response.status, response.reason, headers, body, is_whole)
    finally:
        connection.close()


def _shown(request: _Request, answer: _Answer) -> Completed:
    """Return what `gh api` prints of an answer, and how it ends."""
    text = answer.body.decode("utf-8", errors="replace")
    is_json = "json" in answer.headers.get("Content-Type", "")
    head = ""
    if request.shows_headers:
        named = (
            f"{name}: {value}\r\n"
            for name, value in sorted(answer.headers.items())
            if name.lower() not in _HOP_BY_HOP
        )
        head = f"HTTP/1.1 {answer.status} {answer.reason}\n{''.join(named)}\r\n"
    if not answer.is_whole:
        return Completed(1, head + text, "unexpected EOF\n")
    if (
        is_json
        and answer.status != 204
        and (request.path.endswith("/graphql") or answer.status >= 400)
    ):
        try:
            document = json.loads(text)
        except ValueError:
            return Completed(1, head, "unexpected end of JSON input\n")
        error = _complaint(document, answer.status)
    else:
        error = f"HTTP {answer.status}" if answer.status > 299 else ""
    shown = _visible(text) if is_json else text
    return Completed(1 if error else 0, head + shown, f"gh: {error}\n" if error else "")


def _complaint(document: Any, status: int) -> str:
    """Return the error in an answer, as `gh` puts it; empty where there is none."""
    if not isinstance(document, dict):
        return f"HTTP {status}" if status > 299 else ""
    if document.get("message"):
        return f"{document['message']} (HTTP {status})"
    errors = document.get("errors") or []
    found = [each.get("message", "") if isinstance(each, dict) else each for each in errors]
    return "\n".join(found) or (f"HTTP {status}" if status > 299 else "")


def _visible(text: str) -> str:
    """Return JSON with its control characters in caret notation, as `gh` shows them.

    The rule is go-gh's `asciisanitizer`: `^[` for an escape; tab, line feed, vertical tab and
    carriage return stay.
    """

    def caret(found: re.Match[str]) -> str:
        written = found[0]
        is_escaped = len(written) > 1
        code = ord(json.loads(f'"{written}"') if is_escaped else written)
        name = chr(0x40 + code % 0x80)
        shown = "^" + ("\\\\" if name == "\\" else name)
        before = text[: found.start()]
        is_odd = (len(before) - len(before.rstrip("\\"))) % 2
        return f"\\{shown}" if is_escaped and is_odd else shown

    return _CONTROL.sub(caret, text)
