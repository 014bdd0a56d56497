"""The projects that a repository shows."""

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import parsing
from gh_playbook.github.reading.project_snapshot import NO_PROJECTS

# More than anybody wants to choose from.
_DOCUMENT = """query Linked($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { projectsV2(first: 20) {
    nodes { title number closed items { totalCount } } } } }"""


@dataclass(frozen=True)
class LinkedProject:
    """A project that a repository shows, and the number of its cards."""

    title: str
    number: int
    is_closed: bool
    cards: int


def linked(reader: Reader, owner: str, name: str) -> list[LinkedProject] | None:
    """Return the projects that a repository shows: open ones first, then by the number of cards.

    None means that this login may not see projects. Raises GitHubError.
    """
    variables = {"owner": owner, "name": name}
    try:
        part = reader.part(_DOCUMENT, variables, request="linked projects", needed=())
    except GitHubError as error:
        if error.kind in NO_PROJECTS:
            return None
        raise
    connection = (part.data["repository"] or {}).get("projectsV2")
    if connection is None or (connection["nodes"] and not any(connection["nodes"])):
        return None
    found = [
        LinkedProject(each["title"], each["number"], each["closed"], each["items"]["totalCount"])
        for each in parsing.nodes(connection)
    ]
    return sorted(found, key=lambda each: (each.is_closed, -each.cards, each.number))
