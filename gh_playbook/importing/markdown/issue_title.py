"""Titles in a Markdown plan that name an issue: `Issue #13: …`, `US-1 Log in`, `#12 Log in`."""

import re

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.importing import field_value
from gh_playbook.importing.draft import DraftIssue, folded
from gh_playbook.importing.field_value import LINK

_KINDS = "issue|story|user story|ticket|epic|bug|feature|task|aufgabe|tâche"
_COLON = r"\s*[:.\u2013\u2014-]\s*"  # or a dash of any length
_CALLED = re.compile(
    rf"^(?P<kind>{_KINDS})(?:\s+(?P<name>#?\w+(?:\.\d+)*)|\s*(?P<bare>#?\d+(?:\.\d+)*))?"
    rf"{_COLON}(?P<title>.+)$",
    re.IGNORECASE,
)
# An existing issue, alone, or before its title.
_EXISTING = re.compile(r"(?:https?://\S+/(?:issues|pull)/\d+|(?:[\w.-]+/[\w.-]+)?#\d+)")
NUMBERED = re.compile(r"^#(?P<number>\d+)\s*[:\u2013\u2014-]?\s+(?P<title>\S.*)$", re.DOTALL)
_LINKED = re.compile(
    r"^\[(?P<title>[^\[\]]+)\]\(https?://[^\s()]+/issues/(?P<number>\d+)\)$", re.DOTALL
)
_SUB_ISSUE = re.compile(rf"^sub-?(?:issue|task)\s*\d*{_COLON}(?P<title>.+)$", re.IGNORECASE)
# `1.`, `US-1`, `A1:`; but quarters, halves of a year and priorities are no names of issues.
ORDINAL = re.compile(
    r"^(?:\d+(?:\.\d+)*[.)]|[A-Z]+-\d+[:.)]?"
    r"|(?![QP]\d|H[12]\D)[A-Z]{1,3}\d+(?:\.\d+)*[:.)])\s+"
)
# The number of a section of a section: `1.2 Log in`.
_NESTED = re.compile(r"^\d+(?:\.\d+)+\s+(?=[^\W\d_])")
# Emoji before a title, and an anchor behind it: `{#login}`, `[#login]`.
_DECORATION = re.compile(r"^(?P<marks>[^\w\s\[(\"'`*#]+\s+)(?=\w)")
_BRACKETED = re.compile(r"^\[+([^\[\]]*)\]+$")
_ANCHOR = re.compile(r"\s*[\[{](?P<name>#[\w-]+)[\]}]\s*$")


def is_counted(title: str) -> bool:
    """Tell whether a title has a number or a name before it: `1.`, `US-1`."""
    bare = _DECORATION.sub("", title)
    return (ORDINAL.match(bare) or _NESTED.match(bare)) is not None


def named(title: str) -> tuple[str, set[str]]:
    """Return the title of an issue without its number or name, and its names in other issues.

    In a plan whose issues are only counted, `#1` is the first issue.
    """
    names: set[str] = set()
    anchor = _ANCHOR.search(title)
    if anchor is not None:
        names.add(anchor["name"])
        title = title[: anchor.start()]
    marks = _DECORATION.match(title)
    bare = title[marks.end() :] if marks else title
    ordinal = ORDINAL.match(bare) or _NESTED.match(bare)
    if ordinal is not None:
        name = ordinal[0].strip(" .):")
        names |= {f"#{name}", name}
        bare = bare[ordinal.end() :].removeprefix("\u2014 ").removeprefix("\u2013 ")
    if marks is None:
        return bare, names
    return marks[0] + bare, {*names, bare}


def called_issue(title: str) -> DraftIssue | None:
    """Return the issue of a title that names one: `Issue #13: …`, `Sub-issue: "…"`.

    Only `Issue #13` is GitHub's number. `Epic 1`, `Issue 1` and `Epic #1` are the plan's own
    names: its issues can name each other by them, and GitHub's #1 may be anything.
    """
    title = ORDINAL.sub("", _BRACKETED.sub(r"\1", field_value.unquoted(title)))
    sub = _SUB_ISSUE.match(title)
    if sub is not None:
        return DraftIssue(field_value.unquoted(sub["title"]), 0)
    found = _CALLED.match(title)
    if found is None:
        return None
    issue = DraftIssue(field_value.unquoted(found["title"]), 0, names={folded(title)})
    written = found["name"] or found["bare"] or ""
    name = written.lstrip("#")
    if name:
        issue.names |= {f"#{name}", folded(f"{found['kind']} {name}")}
        is_on_github = folded(found["kind"]) == "issue" and written.startswith("#")
        issue.number = issue_number(name) if is_on_github else None
    return issue


def existing_issue(text: str) -> DraftIssue | None:
    """Return the existing issue that a text names by number and title: `#12 Title`, or a link.

    An issue that is named only by its number has an empty title; both can be links.
    """
    text = text.strip()
    plain = LINK.sub(r"\1", text)
    found = NUMBERED.match(plain) or _LINKED.match(text)
    if found is not None and not _EXISTING.fullmatch(plain):
        number = issue_number(found["number"])
        return DraftIssue(found["title"], 0, number, names={f"#{found['number']}"})
    return DraftIssue("", 0) if _EXISTING.fullmatch(plain.strip("<>")) else None
