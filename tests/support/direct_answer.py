"""A request over the sandbox's socket, and its answer as `gh api` shows it, for `direct.py`."""

import http.client
import json
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gh_playbook.github.process.process import Completed
from tests.support.direct_request import Request

_REDIRECTS = 10
# Headers that Go's client keeps to itself.
_HOP_BY_HOP = {"connection", "transfer-encoding"}
# Characters that `gh` shows differently in JSON, raw or escaped: see `_visible`.
_CONTROL = re.compile(
    r"\\u00(?:0[0-8cefCEF]|1[0-9a-fA-F]|[89][0-9a-fA-F])"
    r"|[\x00-\x08\x0c\x0e-\x1f\x80-\x9f]"
)


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


def carried_out(request: Request, path: Path, timeout: float) -> Completed:
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
    rest = carried_out(following, path, timeout)
    return Completed(rest.code, f"{done.out}\n{rest.out}", rest.error)


def _following(request: Request, answer: _Answer) -> Request | None:
    """Return the request for the next page, if all pages are wanted and there is one."""
    if not request.turns_pages or request.body is None:
        return None
    found = _page(json.loads(answer.body))
    if not found or not found["hasNextPage"]:
        return None
    body = json.loads(request.body)
    body.setdefault("variables", {})["endCursor"] = found["endCursor"]
    return replace(request, body=json.dumps(body).encode())


def _page(data: Any) -> Any:
    """Return the first `pageInfo` in an answer, which `gh` uses; None if there is none."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if isinstance(data, dict) and "pageInfo" in data:
        return data["pageInfo"]
    return next((found for each in values if (found := _page(each))), None)


def _followed(request: Request, path: Path, timeout: float) -> _Answer:
    """Send a request, and follow redirects in the answer."""
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


def _sent(request: Request, path: Path, timeout: float) -> _Answer:
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


def _shown(request: Request, answer: _Answer) -> Completed:
    """Return the output of `gh api` for an answer, and its exit code."""
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
    """Return the error in an answer, in the words of `gh`; empty if there is none."""
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
