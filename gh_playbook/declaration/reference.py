"""References to issues that the backlog does not own: `#12`, `owner/name#3`, an issue's URL."""

import re
from collections.abc import Iterator

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.declaration.name import is_same
from gh_playbook.frozen import dataclass
from gh_playbook.late_pattern import late_pattern

# The characters that GitHub lets the names of owners and of repositories have.
_REPOSITORY = r"(?P<repository>[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+)"
_SHORT = late_pattern(rf"(?:{_REPOSITORY})?#(?P<number>[1-9][0-9]*)")
_URL = rf"https?://(?P<host>[^/]+)/{_REPOSITORY}/%s/(?P<number>[1-9][0-9]*)"
_ISSUE_URL = late_pattern(_URL % "issues")
_CONTENT_URL = late_pattern(_URL % "(?:issues|pull)")
# GitHub's documentation, "Autolinked references and URLs". `name#3` without an owner is none.
_IN_TEXT = late_pattern(rf"(?<![\w./&-])(?:{_REPOSITORY}?#|GH-)(?P<number>[1-9][0-9]*)\b")
_URL_IN_TEXT = late_pattern(rf"{_CONTENT_URL.pattern}\b")


@dataclass(frozen=True)
class Reference:
    """An issue by its number; without a `repository`, in the backlog's own.

    `host` is the host of a URL.
    """

    number: int
    repository: str | None = None
    host: str | None = None

    def is_within(self, repository: str) -> bool:
        """Tell whether the issue is in this repository, the backlog's own."""
        return self.repository is None or is_same(self.repository, repository)

    def within(self, repository: str) -> str:
        """Return its form in texts of this repository: `#12`, or `owner/name#3`."""
        return f"{'' if self.is_within(repository) else self.repository}#{self.number}"


def parse(text: str) -> Reference | None:
    """Return the reference in a text; None if the text is a key instead."""
    return _reference(text, _ISSUE_URL)


def parse_content(text: str) -> Reference | None:
    """Return the reference to an issue or a pull request in a text; None for other texts."""
    return _reference(text, _CONTENT_URL)


def mentioned(text: str) -> Iterator[Reference]:
    """Yield the references within a text, which GitHub shows as links."""
    for pattern in (_IN_TEXT, _URL_IN_TEXT):
        for found in pattern.finditer(text):
            given = found.groupdict()
            number = issue_number(given["number"])
            if number is not None:
                yield Reference(number, given["repository"], given.get("host"))


def _reference(text: str, url: re.Pattern[str]) -> Reference | None:
    # Most texts are keys, which have no '#'.
    found = ("#" in text and _SHORT.fullmatch(text)) or url.fullmatch(text)
    if not found:
        return None
    given = found.groupdict()
    number = issue_number(given["number"])
    if number is None:
        return None
    return Reference(number, given["repository"], given.get("host"))
