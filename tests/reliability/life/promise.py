"""What is promised of every run, as comparisons of the states around it. Each raises an error."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from gh_playbook.model import managed_block
from tests.acceptance.whole import as_before, unlike, without_status
from tests.reliability.life.board_people import RENAMED
from tests.reliability.life.command import Done

State = dict[str, Any]
# The codes that docs/reference/output.md knows, without those of signals.
_CODES = {0, 1, 2, 4}
# The requests of a run in a small repository that finds nothing to do.
_FEW = 6
# The end of the name of a field in which a run that was killed has stored iterations.
_STORE = " (gh-playbook)"
# What the tool itself writes below an issue that it closes.
_OWN_COMMENT = "its entry has left the backlog"


class BrokenPromiseError(AssertionError):
    """A promise did not hold; the text says which, and what was there instead."""


def ended_well(done: Done) -> None:
    """Hold that a command ended with a documented code, and without a traceback."""
    if done.code not in _CODES or "Traceback" in done.out + done.error:
        raise BrokenPromiseError(f"{done.words} ended with {done.code}: {done.error}")


def code_is_right(done: Done) -> None:
    """Hold that the exit code tells whether something failed."""
    if bool(done.failed) is not bool(done.code):
        raise BrokenPromiseError(f"{done.words} ended with {done.code}: {done.said}")


def wrote_nothing(done: Done) -> None:
    """Hold that a command sent no request that changes something."""
    if done.writes:
        what = [each["mutations"] or each["path"] for each in done.writes]
        raise BrokenPromiseError(f"{done.words} wrote {what}: {done.out[:3000]}")


def is_as_foretold(dry: Done, done: Done) -> None:
    """Hold that a run did to each thing what the dry run said."""
    if dry.is_refused and done.is_refused:
        return
    if dry.outcomes != done.outcomes:
        before, after = Counter(dry.outcomes), Counter(done.outcomes)
        only_told, only_done = (
            sorted(each.elements()) for each in (before - after, after - before)
        )
        told = f"foretold was {only_told}, and it was {only_done}"
        raise BrokenPromiseError(f"{done.words}: {told}\n{dry.said}\n{done.said}")


def is_idle(again: Done, done: Done) -> None:
    """Hold that a second run finds nothing to write, and leaves what the first one left."""
    if done.failed or again.is_refused:
        return
    if again.writes:
        raise BrokenPromiseError(f"{again.words} wrote again: {again.said}\nafter {done.said}")
    if again.left != done.left:
        raise BrokenPromiseError(f"{again.words} left {again.left}, and before {done.left}")


def asks_little(idle: Done) -> None:
    """Hold that a run without anything to do asks little, however much has happened before."""
    if len(idle.requests) > _FEW:
        raise BrokenPromiseError(f"{len(idle.requests)} requests for nothing: {idle.requests}")


def texts_stay(before: State, after: State, *, deleted: Collection[int] = ()) -> None:
    """Hold that nobody's text changed, outside of managed blocks, and no comment."""
    for number, issue in before["issues"].items():
        now = after["issues"].get(number)
        if now is None and number in deleted:
            continue
        if now is None:
            raise BrokenPromiseError(f"#{number} is gone")
        if _own_text(issue["body"]) != _own_text(now["body"]):
            raise BrokenPromiseError(f"text of #{number}: {issue['body']!r} became {now['body']!r}")
        left = [each["body"] for each in now["comments"]]
        said = (each["body"] for each in issue["comments"])
        if [each for each in said if each not in left and _OWN_COMMENT not in each]:
            raise BrokenPromiseError(
                f"comments of #{number}: {issue['comments']} became {now['comments']}"
            )


def no_twins(before: State, after: State) -> None:
    """Hold that no name and no card is there twice that was not before."""
    known = _named(before)
    for kind, names in _named(after).items():
        for name, count in names.items():
            if count > max(1, known.get(kind, Counter())[name]):
                raise BrokenPromiseError(f"{count} of {kind} {name!r}")


def others_stay(before: State, after: State, done: Done, backlog: dict[str, Any]) -> None:
    """Hold that the run did nothing to issues that it does not name, and took nobody off one."""
    named = {each["number"] for each in done.changes if each["number"]}
    may_go = _labels_that_may_go(backlog) if "labels" not in backlog.get("prune", ()) else None
    there = {each["name"] for each in after["labels"]}
    for number, issue in before["issues"].items():
        now = after["issues"][number]
        gone = _logins(issue) - _logins(now)
        if gone:
            raise BrokenPromiseError(f"#{number} lost its assignees {gone}")
        if number in named:
            continue
        for name in ("title", "body", "state", "stateReason", "locked", "isPinned"):
            if issue[name] != now[name]:
                raise BrokenPromiseError(
                    f"#{number}, not named: {name} {issue[name]!r} became {now[name]!r}"
                )
        lost = {each["name"] for each in issue["labels"]} - {each["name"] for each in now["labels"]}
        if may_go is not None and (lost & there) - may_go:
            raise BrokenPromiseError(f"#{number}, not named, lost {lost}")


def values_stay(before: State, after: State, backlog: dict[str, Any]) -> None:
    """Hold that cards keep their values in the fields that the backlog does not declare."""
    project = backlog.get("project") or {}
    declared = {each["name"].casefold() for each in project.get("fields", ())} | {"title", "status"}
    known = {_card(each): each for board in after["projects"] for each in board["items"]}
    for board in before["projects"]:
        names = (each["name"] for each in board["fields"] if each)
        fields = {each for each in names if not each.endswith(_STORE)}
        fields = {each for each in fields if _first_name(each) not in declared} - declared
        for item in board["items"]:
            now = known.get(_card(item))
            if now is None:
                continue
            one, other = (_values(each, fields, declared) for each in (item, now))
            if one != other:
                raise BrokenPromiseError(f"card {_card(item)}: {one} became {other}")


def _first_name(field: str) -> str:
    """Return the folded name of a field before people renamed it: a run gives it that name back."""
    while field.endswith(RENAMED):
        field = field.removesuffix(RENAMED)
    return field.casefold()


def is_undone(before: State, after: State, done: Done, back: Done) -> None:
    """Hold that all is as it was, but for closed issues, places, and a Status of a workflow."""
    if back.left:
        raise BrokenPromiseError(
            f"undo left {[each for each in back.said if 'conflict' in each]}: {done.said}"
        )
    try:
        left = as_before(before, after)
    except AssertionError as error:
        raise BrokenPromiseError(f"undo left {error}") from error
    _same(_without_places(left), _without_places(before), f"undo: {done.said}\n{back.said}")


def is_done_again(between: State, after: State, again: Done) -> None:
    """Hold that the undo of an undo brings back what the run had made; comments stay away."""
    if not again.left and again.code == 0:
        one, other = (_in_any_order(_without_places(each)) for each in (after, between))
        _same(one, other, f"undo of an undo: {again.said}")


def _same(one: State, other: State, why: str) -> None:
    differing = [each for each in unlike(one, other) if "/comments" not in each]
    if differing:
        raise BrokenPromiseError(f"{why}\n{differing}")


def key_of(body: str) -> str | None:
    """Return the key in the marker of a body; None without a whole one."""
    try:
        block = managed_block.find(body)
    except managed_block.BodyError:
        return None
    return block.key if block else None


def _own_text(body: str) -> str:
    """Return people's part of a body, without blanks at both ends."""
    try:
        block = managed_block.find(body)
    except managed_block.BodyError:
        return body
    text = body.replace("\r\n", "\n")
    parts = (block.before, block.after) if block else (text,)
    return "\n".join(filter(None, (each.strip() for each in parts)))


def _labels_that_may_go(backlog: dict[str, Any]) -> set[str]:
    """Return the labels that the backlog declares absent, or under another name."""
    labels = [each for each in backlog.get("labels", ()) if isinstance(each, dict)]
    absent = {each["name"] for each in labels if each.get("state") == "absent"}
    return absent | {old for each in labels for old in each.get("previously", ())}


def _logins(issue: dict[str, Any]) -> set[str]:
    return {each["login"] for each in issue["assignees"]}


def _card(item: dict[str, Any]) -> str:
    return json.dumps(item["content"], sort_keys=True)


def _values(item: dict[str, Any], fields: set[str], declared: set[str]) -> list[str]:
    return sorted(
        json.dumps(each)
        for each in item["fieldValues"]
        if each["field"]["name"] in fields and each["field"]["name"].casefold() not in declared
    )


def _named(state: State) -> dict[str, Counter[str]]:
    """Return how often each name is there, by the kind of thing."""
    found = {
        "label": _folded(state["labels"], "name"),
        "milestone": _folded(state["milestones"], "title"),
        "project": _folded(state["projects"], "title"),
    }
    for project in state["projects"]:
        at = project["title"]
        found[f"view of {at}"] = _folded(project["views"], "name")
        found[f"field of {at}"] = _folded(filter(None, project["fields"]), "name")
        found[f"card of {at}"] = Counter(map(_card, project["items"]))
    return found


def _folded(things: Iterable[dict[str, Any]], name: str) -> Counter[str]:
    return Counter(each[name].casefold() for each in things)


def _in_any_order(state: State) -> State:
    """Return a state with sub-issues sorted: it takes a run to put them back in their order."""
    issues = {
        number: {**each, "subIssues": sorted(each["subIssues"], key=str)}
        for number, each in state["issues"].items()
    }
    return {**state, "issues": issues}


def _without_places(state: State) -> State:
    """Return a state without what undo may leave: see docs/undo.md."""
    projects = [
        {
            **each,
            "views": sorted(each["views"], key=str),
            "items": sorted((without_status(card) for card in each["items"]), key=str),
        }
        for each in state["projects"]
    ]
    return {**state, "projects": sorted(projects, key=lambda each: str(each["title"]))}
