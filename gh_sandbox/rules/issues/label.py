"""Rules for labels: their names, colours and limits.

Sources: GitHub's REST description (description of at most 100 characters, six hex digits); reports
(name of at most 50 characters; names are unique, ignoring case; the bodies of 422 answers; a name
of only emoji is refused: Financial-Times/github-label-sync#171, whatwg/webidl#543); octokit's
recorded `labels` (a colour keeps its case).
"""

import re

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError, unresolved_node
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

NAME_LIMIT = 50
DESCRIPTION_LIMIT = 100
DEFAULT_COLOR = "ededed"
# Emoji and their joining characters, by Unicode block (emoji-data.txt), and spaces between them.
_EMOJI = re.compile(
    "(?:[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u2300-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\U000e0020-\U000e007f]"
    "|[#*0-9]\ufe0f?\u20e3|[\u200d\ufe0f]|\\s)+"
)
# The labels of a new repository: GitHub docs, "Managing labels", "About default labels".
DEFAULT_LABELS = (
    ("bug", "d73a4a", "Something isn't working"),
    ("documentation", "0075ca", "Improvements or additions to documentation"),
    ("duplicate", "cfd3d7", "This issue or pull request already exists"),
    ("enhancement", "a2eeef", "New feature or request"),
    ("good first issue", "7057ff", "Good for newcomers"),
    ("help wanted", "008672", "Extra attention is needed"),
    ("invalid", "e4e669", "This doesn't seem right"),
    ("question", "d876e3", "Further information is requested"),
    ("wontfix", "ffffff", "This will not be worked on"),
)


def find(session: Session, repository: Row, name: str) -> Row | None:
    """Return the label of this name, whatever its case."""
    return session.store.one(
        "SELECT * FROM label WHERE repository_id = ? AND name = ?", repository["id"], name
    )


def get(session: Session, repository: Row, name: str) -> Row:
    """Return the label of this name, or refuse with 404."""
    row = find(session, repository, name)
    if row is None:
        raise NotFoundError
    return row


def create(
    session: Session, repository: Row, name: str, color: str, description: str | None
) -> int:
    """Create a label and return its id."""
    repositories.require(session, repository, "WRITE", "CreateLabel")
    checked = _checked(session, repository["id"], name, color, description)
    times = session.times()
    return session.store.insert("label", {"repository_id": repository["id"], **checked, **times})


def update(
    session: Session,
    label: Row,
    *,
    name: str | None = None,
    color: str | None = None,
    description: str | None = None,
) -> None:
    """Change the given properties of a label; None keeps a property."""
    repositories.require_for(session, label, "WRITE", "UpdateLabel")
    changes = _checked(
        session,
        label["repository_id"],
        label["name"] if name is None else name,
        label["color"] if color is None else color,
        label["description"] if description is None else description,
        itself=label["id"],
    )
    session.store.update("label", label["id"], {**changes, "updated_at": session.now()})


def delete(session: Session, label: Row) -> None:
    """Delete a label; it is removed from its issues."""
    repositories.require_for(session, label, "WRITE", "DeleteLabel")
    session.store.execute("DELETE FROM label WHERE id = ?", label["id"])


def ensure_belong(session: Session, repository_id: int, ids: list[int], nodes: list[str]) -> None:
    """Refuse labels of another repository in the way GitHub refuses unknown labels."""
    rows = {row["id"]: row for row in session.store.some("label", ids)}
    for id, node in zip(ids, nodes, strict=True):
        if id not in rows or rows[id]["repository_id"] != repository_id:
            raise unresolved_node(node)


def is_only_emoji(name: str) -> bool:
    """Tell whether a name has nothing but emoji, which GitHub refuses."""
    return bool(name.strip()) and _EMOJI.fullmatch(name) is not None


def _checked(
    session: Session,
    repository_id: int,
    name: str,
    color: str,
    description: str | None,
    *,
    itself: int | None = None,
) -> dict[str, Value]:
    if not name.strip():
        raise InvalidError(
            FieldError("Label", "name", "missing_field"), graphql_message="Name can't be blank"
        )
    if is_only_emoji(name):
        text = "name must contain more than native emoji"
        fault = FieldError("Label", "name", "custom", text)
        raise InvalidError(fault, graphql_message=text[0].upper() + text[1:])
    if len(name) > NAME_LIMIT:
        raise _too_long("name", NAME_LIMIT)
    if description is not None and len(description) > DESCRIPTION_LIMIT:
        raise _too_long("description", DESCRIPTION_LIMIT)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", color):
        raise InvalidError(
            FieldError("Label", "color", "invalid"),
            graphql_message="Color must be a six character hex code",
        )
    taken = session.store.one(
        "SELECT id FROM label WHERE repository_id = ? AND name = ?", repository_id, name
    )
    if taken is not None and taken["id"] != itself:
        raise InvalidError(
            FieldError("Label", "name", "already_exists"),
            graphql_message="Name has already been taken",
        )
    return {"name": name, "color": color, "description": description}


def _too_long(field: str, limit: int) -> InvalidError:
    """Refuse a text that is too long; the message is the one for issues, unverified for labels."""
    text = f"{field} is too long (maximum is {limit} characters)"
    return InvalidError(
        FieldError("Label", field, "custom", text), graphql_message=text[0].upper() + text[1:]
    )
