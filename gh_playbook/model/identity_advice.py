"""Advice about identity: what to do about an issue that may, or may not, be a declared one."""

from collections.abc import Collection

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.model.existing import ExistingIssue


def retitled(number: int, title: str) -> str:
    """Return what to do about a declared number whose issue has another title."""
    return (
        f"#{number} has another title, {title!r}: write that title here, or give the issue this "
        "one; if it is another issue, correct `number`"
    )


def nearly(number: int | None, title: str) -> str:
    """Return what to do about an issue that has nearly the declared title."""
    return f"probably #{number} {title!r}: if so, write that title here, and `number: {number}`"


def unknown_author(issue: ExistingIssue) -> str:
    """Return advice about a right marker by somebody who may be a private member."""
    login = issue.author.login
    return (
        f"#{issue.number} has its marker, and this login cannot tell whether "
        f"{login or 'its author'} belongs to the organization: neither adopted nor created again. "
        "Run once with a login that sees its members (`gh auth refresh -s read:org`), or write "
        f"`number: {issue.number}`" + (f", or list {login} in `trusted_authors`" if login else "")
    )


def lost_marker(issue: ExistingIssue, declared: Issue) -> str:
    """Return advice about an issue without its marker: its title alone may not bind it."""
    title, also = "", ""
    if folded(issue.title) != folded(declared.title):
        title = f" and its title is now {issue.title!r}"
        also = ", and give the two the same title, here or on GitHub"
    return (
        f"#{issue.number} was this issue, but its marker is gone{title}: write "
        f"`number: {issue.number}`{also}; if it is another piece of work by now, give this entry "
        "another key"
    )


def named(issues: Collection[ExistingIssue]) -> str:
    """Return issues in words: `#18, #19 (closed)`."""
    return ", ".join(
        f"#{issue.number}" + (" (closed)" if issue.state == "closed" else "") for issue in issues
    )
