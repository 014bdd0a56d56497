"""What people do on GitHub between two runs: a maintainer, a colleague, and an outsider."""

import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.gh_sandbox.conftest import Gh
from tests.reliability.life.ground import (
    COLLEAGUE,
    COLORS,
    LABELS,
    MAINTAINER,
    MILESTONES,
    NAME,
    OUTSIDER,
    OWNER,
    REPOSITORY,
    TEXTS,
    TITLES,
)

_SIGHT = """query($owner: String!, $name: String!) {
  base: repository(owner: $owner, name: "base") { id }
  owner: repositoryOwner(login: $owner) { ... on ProjectV2Owner { projectsV2(first: 9) { nodes {
    id title closed
    fields(first: 50) { nodes {
      ... on ProjectV2FieldCommon { id name dataType }
      ... on ProjectV2SingleSelectField { options { id name color description } }
      ... on ProjectV2IterationField { configuration { iterations { id } } }
    } }
    views(first: 20) { nodes { id name } }
    statusUpdates(first: 20) { nodes { id body } }
    items(first: 60, archivedStates: [ARCHIVED, NOT_ARCHIVED]) { nodes { id isArchived
      content { __typename ... on Issue { number } ... on DraftIssue { title } } } }
  } } } }
  repository(owner: $owner, name: $name) {
    id
    issues(first: 60) { nodes { id number title body state locked isPinned
      labels(first: 30) { nodes { name } } parent { id } blockedBy(first: 20) { nodes { id } } } }
    labels(first: 60) { nodes { id name } }
    milestones(first: 20) { nodes { number title state } }
    issueTypes(first: 20) { nodes { name } }
    issueFields(first: 20) { nodes { ... on IssueFieldText { id name } } }
  }
}"""
_TYPE_LENGTH = 12


class People:
    """People who see the repository and its boards as they are when they begin."""

    def __init__(self, gh: Gh, chance: random.Random) -> None:
        self.gh, self.chance = gh, chance
        seen = gh.graphql(_SIGHT, owner=OWNER, name=NAME)["data"]
        self.base: str = seen["base"]["id"]
        self.repository: dict[str, Any] = seen["repository"]
        self.issues: list[dict[str, Any]] = self.repository["issues"]["nodes"]
        self.projects: list[dict[str, Any]] = seen["owner"]["projectsV2"]["nodes"]

    def act(self) -> str:
        """Do one thing; return it in words, empty if there was nothing to do it with."""
        # The people of the boards are people, too: they are in a file of their own.
        from tests.reliability.life import board_people

        if self.chance.random() < 0.3 and self.projects:
            return self.chance.choice(board_people.ACTS)(self, self.chance.choice(self.projects))
        if self.chance.random() < 0.75 and self.issues:
            return self.chance.choice(_OF_ISSUES)(self, self.chance.choice(self.issues))
        return self.chance.choice(_OF_REPOSITORY)(self)

    def rest(self, method: str, path: str, token: str = MAINTAINER, **body: Any) -> Any:
        """Send a request, which may be refused."""
        where = path if path.startswith("orgs/") else f"repos/{REPOSITORY}/{path}"
        return self.gh.rest(method, where, token=token, **body)

    def mutate(self, name: str, /, **input: Any) -> None:
        """Send a mutation, which may be refused."""
        type = f"{name[0].upper()}{name[1:]}Input!"
        document = f"mutation($input: {type}) {{ {name}(input: $input) {{ clientMutationId }} }}"
        self.gh.graphql(document, input=input)

    def member(self) -> str:
        """Return the token of somebody with rights."""
        return self.chance.choice((MAINTAINER, COLLEAGUE))


Issue = dict[str, Any]


def edit_body(people: People, issue: Issue) -> str:
    """Change a text: around the block, in it, all of it, or its boxes."""
    body, text = issue["body"], people.chance.choice(TEXTS)
    bodies = {
        "before": f"{text}\n\n{body}",
        "after": f"{body}\n\n{text}",
        "inside": body.replace(" -->\n", " -->\nInserted by hand.\n", 1),
        "tick": body.replace("- [ ]", "- [x]", 1),
        "all": text,
        "none": "",
        "end": body.replace("<!-- gh-playbook:end -->", "", 1),
        "copy": people.chance.choice(people.issues)["body"],
    }
    way = people.chance.choice([*bodies])
    people.rest("PATCH", f"issues/{issue['number']}", people.member(), body=bodies[way])
    return f"edits the body of #{issue['number']}: {way} {text!r}"


def retitle(people: People, issue: Issue) -> str:
    """Give an issue another title."""
    title = people.chance.choice((*TITLES, f"{issue['title']} now", issue["title"].upper()))
    people.rest("PATCH", f"issues/{issue['number']}", people.member(), title=title)
    return f"retitles #{issue['number']}: {title}"


def relabel(people: People, issue: Issue) -> str:
    """Put a label on, or take one off."""
    path = f"issues/{issue['number']}/labels"
    names = [each["name"] for each in issue["labels"]["nodes"]]
    if names and people.chance.random() < 0.5:
        name = people.chance.choice(names)
        people.rest("DELETE", f"{path}/{quote(name)}", people.member())
        return f"takes {name} off #{issue['number']}"
    name = people.chance.choice((*LABELS, "people's"))
    people.rest("POST", path, people.member(), labels=[name])
    return f"puts {name} on #{issue['number']}"


def close(people: People, issue: Issue) -> str:
    """Close or reopen an issue."""
    reason = people.chance.choice(("completed", "not_planned"))
    is_closed = issue["state"] == "CLOSED"
    given = {"state": "open"} if is_closed else {"state": "closed", "state_reason": reason}
    people.rest("PATCH", f"issues/{issue['number']}", people.member(), **given)
    return f"#{issue['number']}: {given}"


def comment(people: People, issue: Issue) -> str:
    """Comment on an issue."""
    token = people.chance.choice((MAINTAINER, COLLEAGUE, OUTSIDER))
    text = people.chance.choice(("Hm.", issue["body"] or "Well."))
    people.rest("POST", f"issues/{issue['number']}/comments", token, body=text)
    return f"comments on #{issue['number']}"


def assign(people: People, issue: Issue) -> str:
    """Assign somebody, or no longer."""
    method, who = (
        people.chance.choice(("POST", "DELETE")),
        people.chance.choice(("alice", "octocat")),
    )
    people.rest(method, f"issues/{issue['number']}/assignees", assignees=[who])
    return f"{method} assignee {who} of #{issue['number']}"


def plan(people: People, issue: Issue) -> str:
    """Give an issue another milestone or type."""
    milestones = [each["number"] for each in people.repository["milestones"]["nodes"]]
    types = [each["name"] for each in (people.repository["issueTypes"] or {"nodes": []})["nodes"]]
    given = people.chance.choice(
        (
            {"milestone": people.chance.choice([None, *milestones])},
            {"type": people.chance.choice([None, *types])},
        )
    )
    people.rest("PATCH", f"issues/{issue['number']}", **given)
    return f"#{issue['number']}: {given}"


def take_away(people: People, issue: Issue) -> str:
    """Delete an issue, or move it to another repository."""
    if people.chance.random() < 0.5:
        people.mutate("deleteIssue", issueId=issue["id"])
        return f"deletes #{issue['number']}"
    people.mutate("transferIssue", issueId=issue["id"], repositoryId=people.base)
    return f"transfers #{issue['number']}"


def mark(people: People, issue: Issue) -> str:
    """Lock or pin an issue, or no longer."""
    if people.chance.random() < 0.5:
        name = "unlockLockable" if issue["locked"] else "lockLockable"
        people.mutate(name, lockableId=issue["id"])
    else:
        name = "unpinIssue" if issue["isPinned"] else "pinIssue"
        people.mutate(name, issueId=issue["id"])
    return f"{name} #{issue['number']}"


def link(people: People, issue: Issue) -> str:
    """Put an issue under another one, block it by another one, or no longer."""
    other, id = people.chance.choice(people.issues)["id"], issue["id"]
    blocking = [each["id"] for each in issue["blockedBy"]["nodes"]]
    above = issue["parent"]["id"] if issue["parent"] else other
    ways: dict[str, dict[str, Any]] = {
        "addSubIssue": {"issueId": other, "subIssueId": id, "replaceParent": True},
        "removeSubIssue": {"issueId": above, "subIssueId": id},
        "addBlockedBy": {"issueId": id, "blockingIssueId": other},
        "removeBlockedBy": {"issueId": id, "blockingIssueId": (*blocking, other)[0]},
    }
    name = people.chance.choice([*ways])
    people.mutate(name, **ways[name])
    return f"{name} #{issue['number']}: {ways[name]}"


def set_field(people: People, issue: Issue) -> str:
    """Set or remove the value of an issue field."""
    found = [each for each in (people.repository["issueFields"] or {"nodes": []})["nodes"] if each]
    if not found:
        return ""
    field = people.chance.choice(found)
    value: dict[str, Any] = people.chance.choice(({"textValue": "people's"}, {"delete": True}))
    people.mutate(
        "setIssueFieldValue", issueId=issue["id"], issueFields=[{"fieldId": field["id"], **value}]
    )
    return f"{field['name']} of #{issue['number']}: {value}"


def open_issue(people: People) -> str:
    """Open an issue: a new one, one of a declared title, or a copy with its marker."""
    token = people.chance.choice((MAINTAINER, COLLEAGUE, OUTSIDER, OUTSIDER))
    title, body = people.chance.choice((*TITLES, "Something new")), people.chance.choice(TEXTS)
    if people.issues and people.chance.random() < 0.4:
        copied = people.chance.choice(people.issues)
        title, body = copied["title"], copied["body"]
    people.rest("POST", "issues", token, title=title, body=body)
    return f"opens an issue as {token}: {title}: {body!r}"


def edit_label(people: People) -> str:
    """Make, rename, recolour or delete a label."""
    found, name = people.repository["labels"]["nodes"], people.chance.choice((*LABELS, "people's"))
    if not found or people.chance.random() < 0.3:
        people.rest("POST", "labels", name=name, color="123456", description="people's")
        return f"makes the label {name}"
    old = people.chance.choice(found)
    names = (name, f"{old['name']}2", old["name"].upper())
    ways: dict[str, dict[str, Any]] = {
        "deleteLabel": {},
        "updateLabel": people.chance.choice(
            ({"name": people.chance.choice(names)}, {"color": people.chance.choice(COLORS)})
        ),
    }
    way = people.chance.choice([*ways])
    people.mutate(way, id=old["id"], **ways[way])
    return f"{way} {old['name']}: {ways[way]}"


def edit_milestone(people: People) -> str:
    """Make, retitle, describe, close or delete a milestone."""
    found = people.repository["milestones"]["nodes"]
    title = people.chance.choice((*MILESTONES, "people's"))
    if not found or people.chance.random() < 0.3:
        people.rest("POST", "milestones", title=title)
        return f"makes the milestone {title}"
    old = people.chance.choice(found)
    other = "closed" if old["state"] == "OPEN" else "open"
    given = people.chance.choice(
        ({}, {"title": title}, {"state": other}, {"description": "people's"})
    )
    people.rest("PATCH" if given else "DELETE", f"milestones/{old['number']}", **given)
    return f"milestone {old['title']}: {given or 'deleted'}"


def edit_type(people: People) -> str:
    """Rename or delete an issue type."""
    found = people.rest("GET", f"orgs/{OWNER}/issue-types").json
    if not isinstance(found, list) or not found:
        return ""
    one = people.chance.choice(found)
    path, name = f"orgs/{OWNER}/issue-types/{one['id']}", f"{one['name']}s"[:_TYPE_LENGTH]
    if people.chance.random() < 0.4:
        people.rest("DELETE", path)
        return f"deletes the type {one['name']}"
    people.rest("PUT", path, name=name, is_enabled=True, color="pink")
    return f"renames the type {one['name']}"


_OF_ISSUES: tuple[Callable[[People, Issue], str], ...] = (
    *(edit_body,) * 6,
    *(retitle, retitle, relabel, relabel, close, close, plan, plan, link, link),
    *(comment, assign, take_away, mark, set_field),
)
_OF_REPOSITORY: tuple[Callable[[People], str], ...] = (
    *(open_issue, open_issue, edit_label, edit_label, edit_milestone, edit_type),
)
