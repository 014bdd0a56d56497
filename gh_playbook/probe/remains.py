"""Remains of probes in a repository: found by reading, and removed.

They are found by their names, not from memory: so the remains of a killed run, or of one that got
no answer, are removed too. A branch exists from a probe's first write to its last; an issue without
a branch is searched among the hundred newest. Only things that this login created count, because
anybody can use such a name. A thing with somebody's comment is not removed, but closed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.paging import Connection, Question, pages, texts
from gh_playbook.github.writer import Writer
from gh_playbook.model.change import Call, Mutation, Operation

TITLE = "gh-playbook probe "
BRANCH = "gh-playbook-probe-"
MARK = "<!-- gh-playbook:probe -->"
EMPTY = "No file changes: gh-playbook probes the board's rules [skip ci]"
# What replaces the mark: without the mark, an issue no longer belongs to a probe.
_OVER = "The probe is over: this can be deleted."
_COMMENTED = "somebody has commented on it"
_AUTHOR = "Probed-by: "
_NEWEST = 100
# The number of tries to remove, each with a check: a removal without an answer may have been done.
_ROUNDS = 3
_CARDS = """projectItems(first: 20) { nodes {
  id project { id number owner { ... on RepositoryOwner { login } } }
} }"""
_ISSUES = f"""repository(owner: $owner, name: $name) {{
  issues(first: {_NEWEST}, after: $after, orderBy: {{field: CREATED_AT, direction: DESC}}) {{
    nodes {{ id number title body state viewerDidAuthor comments {{ totalCount }} {_CARDS} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}"""
_PULL_REQUESTS = f"""query ProbePullRequests($owner: String!, $name: String!, $branch: String!) {{
  repository(owner: $owner, name: $name) {{
    pullRequests(headRefName: $branch, first: 20) {{
      nodes {{ number state isCrossRepository viewerDidAuthor {_CARDS} }}
    }}
  }}
}}"""


@dataclass(frozen=True)
class Remnant:
    """A thing that a probe left behind.

    `removal` are the operations that remove it; `otherwise` are those that make it harmless if
    GitHub refuses; `command` is the command for a person. With `kept`, the reason not to remove it,
    it is only made harmless.
    """

    name: str
    removal: tuple[Operation, ...]
    command: str
    otherwise: tuple[Operation, ...] = ()
    kept: str = ""


@dataclass(frozen=True)
class Left:
    """A thing that was not removed: the reason, and the command that removes it.

    If it `is_put_away`, it is closed and on no board, so it does no harm.
    """

    name: str
    reason: str
    command: str
    is_put_away: bool = False


@dataclass(frozen=True)
class Remains:
    """The things that probes of the login have left in the repository `owner`/`name`."""

    owner: str
    name: str
    login: str
    reader: Reader
    writer: Writer

    def clean(self, branch: str = "") -> tuple[Left, ...]:
        """Remove everything; return the things that are still there.

        `branch` is a branch whose pull requests are searched even if it no longer exists. Raises
        GitHubError if the remains cannot even be read.
        """
        put_away: list[Left] = []
        reasons: dict[str, str] = {}
        found = self.find(branch)
        for _ in range(_ROUNDS):
            for each in found:
                refusal = each.kept or self._refusal(each, reasons)
                if refusal and each.otherwise and self._send(each.otherwise) is None:
                    put_away.append(Left(each.name, refusal, each.command, is_put_away=True))
            if found:
                found = self.find(branch)
        return (
            *put_away,
            *(Left(each.name, reasons.get(each.name, ""), each.command) for each in found),
        )

    def find(self, branch: str = "") -> list[Remnant]:
        """Return all remains, in the order in which to remove them."""
        branches = self._branches()
        names = dict.fromkeys([*branches, *filter(None, [branch])])
        found = [each for name in names for each in self._pull_requests(name)]
        found += self._issues({TITLE + name.removeprefix(BRANCH) for name in branches})
        return [*found, *map(self._branch, branches)]

    def _refusal(self, remnant: Remnant, reasons: dict[str, str]) -> str:
        """Remove it; return why GitHub refuses that, empty if it may have been done."""
        error = self._send(remnant.removal)
        reasons[remnant.name] = str(error or "it is still there")
        return "" if error is None or isinstance(error, UncertainError) else str(error)

    def _send(self, operations: Sequence[Operation]) -> GitHubError | None:
        """Send operations, up to the first that fails; return its error."""
        for operation in operations:
            try:
                (reply,) = self.writer.send([operation])
            except GitHubError as error:
                return error
            if isinstance(reply, GitHubError):
                return reply
        return None

    def _branches(self) -> list[str]:
        path = f"repos/{self.owner}/{self.name}/git/matching-refs/heads/{BRANCH}"
        try:
            refs = self.reader.get(path, request="probe branches")
        except GitHubError as error:
            if error.status != 409:  # an empty repository has none
                raise
            return []
        found = ((each["ref"].removeprefix("refs/heads/"), each["object"]["sha"]) for each in refs)
        return [name for name, sha in found if self._is_own(sha)]

    def _is_own(self, sha: str) -> bool:
        """Tell whether a probe of this login made the commit, and no commit is on top of it."""
        path = f"repos/{self.owner}/{self.name}/git/commits/{sha}"
        return bool(self.reader.get(path, request="probe commit")["message"] == message(self.login))

    def _branch(self, name: str) -> Remnant:
        path = f"repos/{self.owner}/{self.name}/git/refs/heads/{name}"
        command = f"gh api -X DELETE {path}"
        return Remnant(f"the branch {name}", (Call("DELETE", path),), command)

    def _pull_requests(self, branch: str) -> Iterator[Remnant]:
        """Yield the open pull requests from a branch, and the cards of all its pull requests."""
        variables = {"owner": self.owner, "name": self.name, "branch": branch}
        data = self.reader.query(_PULL_REQUESTS, variables, request="probe pull requests")
        for node in data["repository"]["pullRequests"]["nodes"]:
            if node["isCrossRepository"] or not node["viewerDidAuthor"]:
                continue
            name = f"pull request #{node['number']}"
            if node["state"] == "OPEN":
                path = f"repos/{self.owner}/{self.name}/pulls/{node['number']}"
                command = f"gh pr close {node['number']} -R {self.owner}/{self.name}"
                yield Remnant(name, (Call("PATCH", path, {"state": "closed"}),), command)
            for card in node["projectItems"]["nodes"]:
                yield Remnant(f"the card of {name}", (_without(card),), _card_command(card))

    def _issues(self, titles: set[str]) -> Iterator[Remnant]:
        """Yield the issues of probes: the newest, and older ones as long as such titles come."""
        question = Question(_ISSUES, texts(owner=self.owner, name=self.name))
        connection = Connection(question, "after", ("repository", "issues"))
        nodes = pages(self.reader, connection, request="issues")
        for number, node in enumerate(nodes, start=1):
            if _is_left(node):
                yield self._issue(node)
            titles.discard(node["title"])
            if number >= _NEWEST and not titles:
                return

    def _issue(self, node: Mapping[str, Any]) -> Remnant:
        id, number = node["id"], node["number"]
        away: list[Operation] = [_without(card) for card in node["projectItems"]["nodes"]]
        if node["state"] == "OPEN":
            closing = {"issueId": id, "stateReason": "NOT_PLANNED"}
            away.append(Mutation("closeIssue", closing, "clientMutationId"))
        # Last: without the mark it is not found again.
        over = {"id": id, "body": node["body"].replace(MARK, _OVER)}
        away.append(Mutation("updateIssue", over, "clientMutationId"))
        return Remnant(
            name=f"issue #{number}",
            removal=(Mutation("deleteIssue", {"issueId": id}, "clientMutationId"),),
            command=f"gh issue delete {number} -R {self.owner}/{self.name} --yes",
            otherwise=tuple(away),
            kept=_COMMENTED if node["comments"]["totalCount"] else "",
        )


def message(login: str) -> str:
    """Return the message of a probe's commit, which names its login.

    It keeps workflows for pushes and pull requests from running, but not those for
    `pull_request_target`: GitHub's documentation, "Skipping workflow runs".
    """
    return f"{EMPTY}\n\n{_AUTHOR}{login}"


def _is_left(issue: Mapping[str, Any]) -> bool:
    """Tell whether an issue is one of this login's probes."""
    is_called_so = issue["title"].startswith(TITLE) and MARK in issue["body"]
    return bool(is_called_so and issue["viewerDidAuthor"])


def _without(card: Mapping[str, Any]) -> Mutation:
    given = {"projectId": card["project"]["id"], "itemId": card["id"]}
    return Mutation("deleteProjectV2Item", given, "deletedItemId")


def _card_command(card: Mapping[str, Any]) -> str:
    project = card["project"]
    return (
        f"gh project item-delete {project['number']} --owner {project['owner']['login']} "
        f"--id {card['id']}"
    )
