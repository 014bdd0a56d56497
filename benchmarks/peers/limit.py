"""No tool but a measure: a first run in as few dependent round trips as the work allows.

    limit.py PLAN.json [--serial]

It knows beforehand that hardly anything is there, asks once, and looks at nothing a second time.
What remains is what no client can avoid: a text names numbers that exist, an issue is made in one
mutation, and GitHub takes only so much in one document. Requests of one round go out together, or
with `--serial` one after the other; connections are kept.
"""

import argparse
import base64
import http.client
import json
import os
import re
import socket
import threading
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

_AT_ONCE = 16
# What a document may hold: so many mutations of what is heavy, or of what sets one thing.
_HEAVY, _LIGHT = 20, 50
_LIGHT_ONES = {"createLabel", "updateLabel", "updateProjectV2ItemFieldValue"}
_NAMED = re.compile(r"\{([a-z0-9-]+)\}")
_FIELD = """... on ProjectV2FieldCommon { id databaseId name }
  ... on ProjectV2SingleSelectField { options { id name } }"""
_ISSUE = "issue { id number projectItems(first: 5) { nodes { id } } }"
_READ = """query($owner: String!, $name: String!) {
  organization(login: $owner) { id projectsV2(first: 100) { nodes { id title } } }
  repository(owner: $owner, name: $name) {
    id labels(first: 100) { nodes { id name } } milestones(first: 100) { nodes { id title } }
    issueTypes(first: 25) { nodes { id name } }
    issues(first: 100) {
      nodes { id number title body labels(first: 50) { nodes { name } } } } } }"""

Thing = dict[str, Any]
Mutation = tuple[str, Thing, str]
Request = tuple[str, str, Thing]
# A mutation's name, and the keys of the issues that it links.
Ends = tuple[str, str, str]
T = TypeVar("T")


class Connection(http.client.HTTPConnection):
    """A connection through the sandbox's socket."""

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ["GITHUB_SOCKET"])


class Client:
    """Sends rounds; each thread keeps a connection of its own."""

    def __init__(self, *, is_serial: bool) -> None:
        self._pool = ThreadPoolExecutor(1 if is_serial else _AT_ONCE)
        self._own = threading.local()

    def send(self, method: str, path: str, body: Thing) -> Thing:
        """Send a request. Raises SystemExit where it is refused."""
        if not hasattr(self._own, "connection"):
            self._own.connection = Connection("api.github.com")
        # GitHub refuses who does not say who it is.
        headers = {"authorization": f"token {os.environ['GH_TOKEN']}", "user-agent": "limit"}
        self._own.connection.request(method, path, json.dumps(body), headers)
        response = self._own.connection.getresponse()
        found: Thing = json.loads(response.read())
        if response.status >= 400 or "errors" in found:
            raise SystemExit(f"{method} {path}: {found}")
        return found

    def round(
        self, mutations: Sequence[Mutation], requests: Sequence[Request] = ()
    ) -> tuple[list[Thing], list[Thing]]:
        """Send all that can go together; return the answers of both, in order."""
        documents = _packed(mutations)
        sent = [self._pool.submit(self._document, each) for each in documents]
        rest = [self._pool.submit(self.send, *each) for each in requests]
        found: dict[int, Thing] = {}
        for answer in sent:
            found |= answer.result()
        return [found[at] for at in range(len(mutations))], [each.result() for each in rest]

    def _document(self, calls: Mapping[int, Mutation]) -> dict[int, Thing]:
        types = (f"$i{at}: {name[0].upper()}{name[1:]}Input!" for at, (name, _, _) in calls.items())
        fields = (
            f"m{at}: {name}(input: $i{at}) {{ {selection} }}"
            for at, (name, _, selection) in calls.items()
        )
        query = f"mutation({', '.join(types)}) {{ {' '.join(fields)} }}"
        variables = {f"i{at}": input for at, (_, input, _) in calls.items()}
        data = self.send("POST", "/graphql", {"query": query, "variables": variables})["data"]
        return {at: data[f"m{at}"] for at in calls}


def _packed(mutations: Sequence[Mutation]) -> list[dict[int, Mutation]]:
    """Return the mutations in as few documents as they fit into, each by its place."""
    found: list[dict[int, Mutation]] = []
    room = 0.0
    for at, each in sorted(enumerate(mutations), key=lambda pair: pair[1][0] in _LIGHT_ONES):
        weight = 1 / (_LIGHT if each[0] in _LIGHT_ONES else _HEAVY)
        if room < weight - 1e-9:
            found.append({})
            room = 1.0
        found[-1][at] = each
        room -= weight
    return found


@dataclass
class Known:
    """What there is, as it grows."""

    repository: str
    owner: str
    labels: dict[str, str]
    types: dict[str, str]
    milestones: dict[str, str] = field(default_factory=dict)
    project: Thing = field(default_factory=dict)
    fields: dict[str, Thing] = field(default_factory=dict)
    # By key: the issues, those found at the beginning, and the cards.
    issues: dict[str, Thing] = field(default_factory=dict)
    adopted: dict[str, Thing] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)

    def filled(self, text: str) -> str:
        """Return a text with numbers in the place of keys."""

        def number(found: re.Match[str]) -> str:
            there = self.issues.get(found[1])
            return str(there["number"]) if there else found[0]

        return _NAMED.sub(number, text)


def read(client: Client, plan: Thing) -> Known:
    """Ask once what there is."""
    variables = {"owner": plan["owner"], "name": plan["name"]}
    data = client.send("POST", "/graphql", {"query": _READ, "variables": variables})["data"]
    repository = data["repository"]
    known = Known(
        repository["id"],
        data["organization"]["id"],
        {each["name"]: each["id"] for each in repository["labels"]["nodes"]},
        {each["name"]: each["id"] for each in repository["issueTypes"]["nodes"]},
    )
    there = {(each["number"], each["title"]): each for each in repository["issues"]["nodes"]}
    for each in plan["issues"]:
        found = there.get((each["number"], each["title"]))
        if found:
            known.adopted[each["key"]] = known.issues[each["key"]] = found
    return known


def lay_ground(client: Client, plan: Thing, known: Known) -> None:
    """Make labels, types, milestones, the file and the project: nothing waits for anything."""
    calls: list[Mutation] = []
    for each in plan["labels"]:
        id = known.labels.get(each["name"])
        where = {"id": id} if id else {"repositoryId": known.repository}
        name = "updateLabel" if id else "createLabel"
        calls.append((name, {**where, **each}, "label { id name }"))
    for each in plan["types"]:
        id = known.types.get(each["name"])
        where = {"issueTypeId": id} if id else {"ownerId": known.owner}
        name = "updateIssueType" if id else "createIssueType"
        wire = {**each, **where, "color": each["color"].upper(), "isEnabled": True}
        calls.append((name, wire, "issueType { id name }"))
    if plan["project"]:
        wire = {"ownerId": known.owner, "repositoryId": known.repository}
        wire["title"] = plan["project"]["title"]
        selection = f"projectV2 {{ id number fields(first: 50) {{ nodes {{ {_FIELD} }} }} }}"
        calls.append(("createProjectV2", wire, selection))
    path = f"/repos/{plan['repository']}"
    rest = [("POST", f"{path}/milestones", each) for each in plan["milestones"]]
    for each in plan["files"]:
        content = base64.b64encode(each["content"].encode()).decode()
        body = {"message": each["message"], "content": content}
        rest.append(("PUT", f"{path}/contents/{each['path']}", body))
    answers, more = client.round(calls, rest)
    for answer in answers:
        for kind, known_ones in (("label", known.labels), ("issueType", known.types)):
            if kind in answer:
                known_ones[answer[kind]["name"]] = answer[kind]["id"]
        known.project = answer.get("projectV2", known.project)
    known.milestones = {each["title"]: each["node_id"] for each in more if "title" in each}
    if known.project:
        known.fields = {each["name"]: each for each in known.project["fields"]["nodes"]}


def board(plan: Thing, known: Known) -> Iterator[Mutation]:
    """Yield what makes the board's texts and fields."""
    wanted, id = plan["project"], known.project["id"]
    texts = {"shortDescription": wanted["description"], "readme": wanted["readme"]}
    yield "updateProjectV2", {"projectId": id, **texts}, "clientMutationId"
    for each in wanted["fields"]:
        options = [
            {
                "name": option["name"],
                "color": option["color"].upper(),
                "description": option["description"],
            }
            for option in each["options"]
        ]
        selection = f"projectV2Field {{ {_FIELD} }}"
        now = known.fields.get(each["name"])
        if now is None:
            wire = {"projectId": id, "name": each["name"], "dataType": each["type"].upper()}
            more = {"singleSelectOptions": options} if options else {}
            yield "createProjectV2Field", {**wire, **more}, selection
        elif now.get("options") and each["name"] == "Status":
            ids = {option["name"]: option["id"] for option in now["options"]}
            kept = [
                {**option, **({"id": ids[option["name"]]} if option["name"] in ids else {})}
                for option in options
            ]
            wire = {"fieldId": now["id"], "singleSelectOptions": kept}
            yield "updateProjectV2Field", wire, selection


def views(plan: Thing, known: Known) -> Iterator[Request]:
    """Yield what makes the board's views, once the fields are there."""
    ids = {name: each["databaseId"] for name, each in known.fields.items()}
    path = f"/orgs/{plan['owner']}/projectsV2/{known.project['number']}/views"
    for each in plan["project"]["views"]:
        body = {"name": each["name"], "layout": each["layout"]}
        body["visible_fields"] = [ids[name] for name in each["fields"]]
        if each["columns"]:
            body["vertical_group_by"] = [ids[each["columns"]]]
        if each["group_by"]:
            body["group_by"] = [ids[each["group_by"]]]
        yield "POST", path, body


def issue(wanted: Thing, known: Known) -> Mutation:
    """Return what makes an issue, or marks one that is there."""
    wire: Thing = {"title": wanted["title"]}
    if wanted["milestone"]:
        wire["milestoneId"] = known.milestones[wanted["milestone"]]
    if wanted["type"]:
        wire["issueTypeId"] = known.types[wanted["type"]]
    block = known.filled(wanted["block"])
    now = known.adopted.get(wanted["key"])
    names = wanted["labels"]
    if now:
        worn = [each["name"] for each in now["labels"]["nodes"]]
        kept = [name for name in worn if name not in wanted["remove_labels"]]
        names = [*kept, *(name for name in names if name not in kept)]
        wire |= {"id": now["id"], "body": f"{now['body'].rstrip()}\n\n{block}"}
    else:
        wire |= {"repositoryId": known.repository, "body": block}
        if known.project:
            wire["projectV2Ids"] = [known.project["id"]]
        if wanted["parent"]:
            wire["parentIssueId"] = known.issues[wanted["parent"]]["id"]
    wire["labelIds"] = [known.labels[name] for name in names]
    return "updateIssue" if now else "createIssue", wire, _ISSUE


def values(wanted: Thing, known: Known) -> Iterator[Mutation]:
    """Yield what fills a card."""
    for name, given in wanted["values"].items():
        found = known.fields[name]
        if "options" in found:
            ids = {option["name"]: option["id"] for option in found["options"]}
            wire = {"singleSelectOptionId": ids[given]}
        elif isinstance(given, str):
            if name == "Type":  # GitHub's own field, which shows the issue's type
                continue
            wire = {"text": known.filled(given)}
        else:
            wire = {"number": given}
        input = {"projectId": known.project["id"], "itemId": known.cards[wanted["key"]]}
        input |= {"fieldId": found["id"], "value": wire}
        yield "updateProjectV2ItemFieldValue", input, "clientMutationId"


def link(ends: Ends, known: Known) -> Mutation:
    """Return what links two issues."""
    name, one, other = ends
    second = "blockingIssueId" if name == "addBlockedBy" else "relatedIssueId"
    input = {"issueId": known.issues[one]["id"], second: known.issues[other]["id"]}
    return name, input, "clientMutationId"


@dataclass
class Left:
    """What is still to be done: issues to make, cards to fill, links to make."""

    issues: list[Thing]
    cards: list[Thing]
    links: list[Ends]

    @staticmethod
    def of(plan: Thing) -> "Left":
        """Return all that the plan has."""
        issues = plan["issues"]
        links = [
            ("addBlockedBy", each["key"], key) for each in issues for key in each["blocked_by"]
        ]
        links += [("addRelatesTo", one, other) for one, other in plan["relations"]]
        return Left([*issues], [*issues] if plan["project"] else [], links)

    def __bool__(self) -> bool:
        return bool(self.issues or self.cards or self.links)

    def take_issues(self, there: Container[str]) -> list[Thing]:
        """Take the issues that name only those which are there."""
        ready, self.issues = _parted(
            self.issues,
            lambda each: all(key in there for key in (each["parent"], *each["blocked_by"]) if key),
        )
        return ready

    def take_links(self, there: Container[str]) -> list[Ends]:
        """Take the links between issues that are there."""
        ready, self.links = _parted(self.links, lambda each: each[1] in there and each[2] in there)
        return ready

    def take_cards(self, there: Container[str]) -> list[Thing]:
        """Take the cards that are there."""
        ready, self.cards = _parted(self.cards, lambda each: each["key"] in there)
        return ready


def _parted(things: list[T], is_ready: Callable[[T], bool]) -> tuple[list[T], list[T]]:
    ready: list[T] = []
    others: list[T] = []
    for each in things:
        (ready if is_ready(each) else others).append(each)
    return ready, others


def build(client: Client, plan: Thing, known: Known) -> None:
    """Make one level of issues after the other, and with each what has become possible."""
    left = Left.of(plan)
    has_board = bool(plan["project"])
    rounds = 0
    while left:
        rounds += 1
        calls = [*board(plan, known)] if has_board and rounds == 1 else []
        rest = [*views(plan, known)] if has_board and rounds == 2 else []
        # Only what was there before this round can be named in it.
        linked = [link(each, known) for each in left.take_links(known.issues)]
        for each in left.take_cards(known.cards) if rounds > 1 else []:
            calls += values(each, known)
        ready = left.take_issues(known.issues)
        adopted = [each for each in ready if has_board and each["key"] in known.adopted]
        made = [issue(each, known) for each in ready]
        added = [card(each, known) for each in adopted]
        answers, _ = client.round([*made, *added, *linked, *calls], rest)
        take_in(answers, ready, adopted, known)


def card(wanted: Thing, known: Known) -> Mutation:
    """Return what puts an issue onto the board that was there before it."""
    wire = {"projectId": known.project["id"], "contentId": known.issues[wanted["key"]]["id"]}
    return "addProjectV2ItemById", wire, "item { id }"


def take_in(
    answers: Sequence[Thing], ready: Sequence[Thing], adopted: Sequence[Thing], known: Known
) -> None:
    """Remember what a round has made: the issues are its first answers, then come cards."""
    for answer, each in zip(answers, ready, strict=False):
        made = answer["issue"]
        known.issues[each["key"]] = made
        if each["key"] not in known.adopted and made["projectItems"]["nodes"]:
            known.cards[each["key"]] = made["projectItems"]["nodes"][0]["id"]
    for answer, each in zip(answers[len(ready) :], adopted, strict=False):
        known.cards[each["key"]] = answer["item"]["id"]
    for answer in answers:
        if "projectV2Field" in answer:
            known.fields[answer["projectV2Field"]["name"]] = answer["projectV2Field"]


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", type=Path)
    parser.add_argument("--serial", action="store_true")
    options = parser.parse_args()
    plan: Thing = json.loads(options.plan.read_text(encoding="utf-8"))
    client = Client(is_serial=options.serial)
    known = read(client, plan)
    lay_ground(client, plan, known)
    build(client, plan, known)


if __name__ == "__main__":
    main()
