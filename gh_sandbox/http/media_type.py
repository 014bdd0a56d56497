"""Media types: the forms in which an answer contains Markdown and files.

Sources: GitHub docs, "Getting started with the REST API", "Media types"; the endpoints' reference
for which have which. `application/vnd.github.v3.html+json` is the old way to write
`application/vnd.github.html+json`. Who takes no JSON at all is refused: QwenLM/qwen-code#5611
(2026-06), devspace-sh/devspace#282 and void-linux/void-packages#5408, with the words of those. A
form that an endpoint does not have is ignored: danger asks `…/pulls/1/files` for a diff and reads
JSON (danger/danger-js, `getPullRequestFiles`; unverified of other endpoints).
"""

import re
from collections.abc import Mapping
from typing import Any

from gh_sandbox.errors import ApiError, UnimplementedError
from gh_sandbox.exchange.request import Exchange
from gh_sandbox.markup import as_html, as_text

_ASKED = re.compile(r"application/vnd\.github(?:\.(?!(?:v3)\b)[\w-]+-preview)?(?:\.v3)?\.([\w-]+)")
_NAMED = re.compile(r"application/vnd\.github\.[\w.+-]+")
_TAKEN = re.compile(r"\s*(\*/\*|application/(\*|json|octet-stream|vnd\.github.*))\s*(;.*)?")
_FORMS: Mapping[str, tuple[str, ...]] = {
    "raw": ("body",),
    "text": ("body_text",),
    "html": ("body_html",),
    "full": ("body", "body_text", "body_html"),
}
_DOCUMENTATION = (
    "https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types"
)
# Forms of files that are not JSON.
FILE_FORMS = ("raw", "html", "object")
# Git's formats of differences: GitHub docs, "Custom media types for pull requests" and commits.
DIFF, PATCH = "diff", "patch"
# The SHA of a commit alone: GitHub docs, "Get a commit".
SHA = "sha"
# The content of a release's file: GitHub docs, "Get a release asset".
FILE = "octet-stream"
_FILES = re.compile(r"/releases/assets/\d+$")
# Lists of stars with their times: GitHub docs, "List stargazers".
STAR = "star"
# The form of searches that includes the matching texts.
TEXT_MATCH = "text-match"
_WITH_DIFF = re.compile(r"/(pulls/\d+|commits/.+|compare/.+)$")
# Where the forms are that only some endpoints have, and where of these the sandbox lacks one.
_PLACES: Mapping[str, re.Pattern[str]] = {
    DIFF: _WITH_DIFF,
    PATCH: _WITH_DIFF,
    SHA: re.compile(r"/commits/.+$"),
    STAR: re.compile(r"/(stargazers|starred)$"),
    TEXT_MATCH: re.compile(r"^/search/"),
}
_UNSERVED = re.compile(r"text-match /search/(repositories|users|labels)$")


def asked(exchange: Exchange) -> str | None:
    """Return the form that a request asks for, as `raw`; None for plain JSON.

    Raises ApiError 415 for one that is unknown, or that the sandbox does not have there.
    """
    accept = exchange.headers.get("accept", "")
    if accept and not any(_TAKEN.fullmatch(each) for each in accept.split(",")):
        text = f"Unsupported 'Accept' header: '{accept}'. Must accept 'application/json'."
        raise ApiError(415, text, type="UNSUPPORTED", documentation=_DOCUMENTATION)
    if f"application/{FILE}" in accept and _FILES.search(exchange.plain_path):
        return FILE
    for found in map(str, _ASKED.findall(accept)):
        if found in ("json", "v3") or found.endswith("-preview"):
            continue
        if found not in _PLACES:
            if found not in {*_FORMS, *FILE_FORMS}:
                raise _unsupported(accept)
            return found
        if _UNSERVED.fullmatch(f"{found} {exchange.plain_path}"):
            raise _unsupported(accept)
        if _PLACES[found].search(exchange.plain_path):
            return found
    return None


def _unsupported(accept: str) -> ApiError:
    return UnimplementedError(
        f"Unsupported 'Accept' header: '{accept}'. It is not implemented by the sandbox.",
        status=415,
    )


def echoed(exchange: Exchange, form: str) -> str:
    """Return the `content-type` of an answer in a form: GitHub repeats what was asked for.

    Source: octokit's request.js (`v3.raw; charset=utf-8`), and many reports of `raw+json`.
    """
    named = _NAMED.findall(exchange.headers.get("accept", ""))
    found = next((each for each in named if form in re.split(r"[.+]", each)), None)
    return f"{found or f'application/vnd.github.{form}'}; charset=utf-8"


def formed(body: Any, form: str | None) -> Any:
    """Return a body in which each text is in the requested form."""
    wanted = _FORMS.get(form or "")
    return body if wanted is None else _formed(body, wanted)


def _formed(body: Any, wanted: tuple[str, ...]) -> Any:
    if isinstance(body, list):
        return [_formed(each, wanted) for each in body]
    if not isinstance(body, dict):
        return body
    found = {key: _formed(value, wanted) for key, value in body.items()}
    if "body" not in found or "html_url" not in found:
        return found
    text = found.pop("body")
    forms = {
        "body": text,
        "body_text": None if text is None else as_text(text),
        "body_html": None if text is None else as_html(text),
    }
    return {**found, **{name: forms[name] for name in wanted}}


def told(form: str | None) -> str:
    """Return the value of the header `x-github-media-type`."""
    return f"github.v3; param={form}; format=json" if form else "github.v3; format=json"
