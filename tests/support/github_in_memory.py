"""A GitHub in memory, as a sender: it keeps GitHub's rules and can lose its answers.

The rules that the engine relies on are here in plain Python: an issue gets the next number, a
sub-issue has one parent, links are made once. A reader after a lost answer sees the real state.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.change import Change, Mutation
from gh_playbook.model.existing import ExistingIssue, ExistingLabel, Features, Repository
from gh_playbook.model.identity import identify
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Sent
from gh_playbook.model.world import World

REPOSITORY = Repository(
    "R1", "octo/demo", "https://github.com/octo/demo", "octo", "O1", owner_is_organization=True
)

OWN = Author("octocat", "MEMBER", is_viewer=True)


@dataclass
class InMemory:
    """GitHub's state, and a sender to it.

    `lost_before` is the probability that a request is lost before it is carried out, `lost_after`
    that its answer is lost, and `cut` that a batch is stopped on its way.
    """

    chance: random.Random = field(default_factory=lambda: random.Random(0))
    lost_before: float = 0.0
    lost_after: float = 0.0
    cut: float = 0.0
    issues: dict[str, ExistingIssue] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    declared: tuple[Issue, ...] = ()
    mutations: int = 0
    batch: int = 5

    def world(self) -> World:
        """Return the state that a reader sees now."""
        world = World(REPOSITORY, Features())
        for name in self.labels:
            world.put_label(ExistingLabel(f"L-{name}", name, "0", ""))
        world.issues = dict(self.issues)
        return world

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Carry changes out in batches, one mutation after the other."""
        for start in range(0, len(changes), self.batch):
            batch = changes[start : start + self.batch]
            sent = [replace(each, index=start + each.index) for each in self._send_batch(batch)]
            yield sent
            if any(isinstance(each, InDoubt) for each in sent):
                return

    def bind(self, world: World) -> None:
        raise AssertionError(f"nothing is read again in {world.repository.name}")

    def reread(self) -> World:
        """Return the world as it is, the declared issues bound."""
        world = self.world()
        identify(self.declared, world)
        return world

    def _send_batch(self, changes: Sequence[Change]) -> Iterator[Sent]:
        """Yield the result of each change, with its place in the batch."""
        if self.chance.random() < self.lost_before:
            yield from (InDoubt(index, "lost before") for index in range(len(changes)))
            return
        reached = len(changes)
        if self.chance.random() < self.cut:
            reached = self.chance.randint(1, len(changes))
        payloads = [self._apply(change) for change in changes[:reached]]
        if self.chance.random() < self.lost_after:
            yield from (InDoubt(index, "lost after") for index in range(len(changes)))
            return
        yield from (Landed(index, payload) for index, payload in enumerate(payloads))
        yield from (NotSent(index) for index in range(reached, len(changes)))

    def _apply(self, change: Change) -> Mapping[str, Any]:
        payload: Mapping[str, Any] = {}
        for operation in change.operations:
            assert isinstance(operation, Mutation)
            self.mutations += 1
            payload = getattr(self, f"_{operation.name}")(operation.input)
        return payload

    def _createIssue(self, given: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N802
        number = len(self.issues) + 1
        issue = ExistingIssue(
            f"I{number}",
            number,
            given["title"],
            given["body"],
            url=f"{REPOSITORY.url}/issues/{number}",
            labels=self._names(given),
            author=OWN,
        )
        self.issues[issue.id] = issue
        if "parentIssueId" in given:
            self._put_under(given["parentIssueId"], issue.id)
        return {"issue": self._node(issue.id)}

    def _updateIssue(self, given: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N802
        issue = self.issues[given["id"]]
        fields = {key: given[key] for key in ("title", "body") if key in given}
        if "labelIds" in given:
            fields["labels"] = self._names(given)
        if "state" in given:
            fields["state"] = given["state"].lower()
        self.issues[issue.id] = replace(issue, **fields)
        return {"issue": self._node(issue.id)}

    def _addLabelsToLabelable(self, given: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N802
        return self._label(given["labelableId"], lambda names: names | {*self._names(given)})

    def _removeLabelsFromLabelable(  # noqa: N802
        self, given: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        return self._label(given["labelableId"], lambda names: names - {*self._names(given)})

    def _label(self, id: str, change: Callable[[set[str]], set[str]]) -> Mapping[str, Any]:
        issue = self.issues[id]
        self.issues[id] = replace(issue, labels=tuple(sorted(change({*issue.labels}))))
        return {"labelable": self._node(id)}

    def _addSubIssue(self, given: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N802
        self._put_under(given["issueId"], given["subIssueId"])
        return {"issue": self._node(given["issueId"])}

    def _reprioritizeSubIssue(self, given: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N802
        parent, child = self.issues[given["issueId"]], given["subIssueId"]
        rest = [each for each in parent.sub_issues if each != child]
        if "afterId" in given:
            at = rest.index(given["afterId"]) + 1
        else:
            at = rest.index(given["beforeId"])
        ordered = (*rest[:at], child, *rest[at:])
        self.issues[parent.id] = replace(parent, sub_issues=ordered)
        return {"issue": self._node(parent.id)}

    def _addBlockedBy(self, given: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N802
        issue = self.issues[given["issueId"]]
        assert given["blockingIssueId"] not in issue.blocked_by, "already taken"
        links = (*issue.blocked_by, given["blockingIssueId"])
        self.issues[issue.id] = replace(issue, blocked_by=links)
        return {"issue": {"id": issue.id}}

    def _addRelatesTo(self, given: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N802
        one, other = given["issueId"], given["relatedIssueId"]
        assert other not in self.issues[one].related_to, "already related"
        for this, that in ((one, other), (other, one)):
            issue = self.issues[this]
            self.issues[this] = replace(issue, related_to=(*issue.related_to, that))
        return {"clientMutationId": None}

    def _put_under(self, parent: str, child: str) -> None:
        before = self.issues[child].parent
        if before is not None:
            kept = tuple(each for each in self.issues[before].sub_issues if each != child)
            self.issues[before] = replace(self.issues[before], sub_issues=kept)
        siblings = (*self.issues[parent].sub_issues, child)
        self.issues[parent] = replace(self.issues[parent], sub_issues=siblings)
        self.issues[child] = replace(self.issues[child], parent=parent)

    def _names(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(each.removeprefix("L-") for each in given.get("labelIds", ()))

    def _node(self, id: str) -> Mapping[str, Any]:
        """Return an issue as GraphQL answers it."""
        issue = self.issues[id]
        parent = self.issues.get(issue.parent or "")
        return {
            "id": issue.id,
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "url": issue.url,
            "state": issue.state.upper(),
            "stateReason": None,
            "author": {"__typename": "User", "login": issue.author.login},
            "authorAssociation": issue.author.association,
            "viewerDidAuthor": issue.author.is_viewer,
            "labels": {"nodes": [{"name": name} for name in issue.labels]},
            "milestone": None,
            "issueType": None,
            "parent": {"id": parent.id, "subIssues": _nodes(parent.sub_issues)} if parent else None,
            "subIssues": _nodes(issue.sub_issues),
            "blockedBy": _nodes(issue.blocked_by),
            "relatesTo": _nodes(issue.related_to),
        }

    def keys(self) -> list[str | None]:
        """Return the key that each issue's marker names."""
        blocks = [managed_block.find(issue.body) for issue in self.issues.values()]
        return [block.key if block else None for block in blocks]


def _nodes(ids: Sequence[str]) -> Mapping[str, Any]:
    return {"nodes": [{"id": each} for each in ids]}
