"""Lookups before anything is written: things that a backlog names must exist on GitHub."""

from collections.abc import Iterator

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.board_link import BoardLink
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.wording import counted, likeliest
from gh_playbook.model.target import Target
from gh_playbook.model.world import World
from gh_playbook.modules import Part

_NO_ACCESS = ": give this account access to the repository, or take it out of `assignees`"


def faults(prepared: Prepared, world: World) -> list[Fault]:
    """Return a fault for each thing that the backlog names and that does not exist on GitHub."""
    found = [*_link_ends(prepared, world)]
    if not prepared.reads(Part.ISSUES):
        return found
    return [
        *found,
        *_assignees(prepared, world),
        *_references(prepared, world),
        *_numbers(prepared, world),
        *_contents(prepared, world),
    ]


class OtherTargetError(InputError):
    """The run to undo was on another repository than the one that answers as `target`."""

    def __init__(self, message: str, target: Target) -> None:
        super().__init__([Fault(message)])
        self.target = target


def check_target(prepared: Prepared, target: Target) -> None:
    """Raise OtherTargetError if the input is about another target, perhaps of the same name."""
    past = prepared.target
    if past is None:
        return
    if past.host not in {"", target.host}:
        told = f"that run went to {past.host}, and this goes to {target.host}"
        raise OtherTargetError(told, target)
    if past.repository_id is None or target.has_past(past):
        return
    if (past.sandbox is None) != (target.sandbox is None):
        told = f"that run went to {_place(past)}, and this goes to {_place(target)}"
    elif not target.is_on_server_of(past):
        told = (
            "that run was on a state of a sandbox that is gone: it was reset since then, or "
            "restored to an earlier state, or another sandbox answers"
        )
    else:
        told = (
            f"the repository that the run changed is gone: {target.repository} was made anew since "
            "then, and is another one of the same name"
        )
    raise OtherTargetError(f"{told}; so this run cannot be undone", target)


def _place(target: Target) -> str:
    return target.host if target.sandbox is None else "a sandbox"


def _link_ends(prepared: Prepared, world: World) -> Iterator[Fault]:
    """Yield a fault for each repository or team that the board cannot be linked to."""
    for step in prepared.steps:
        for item in step.items or ():
            link = item.desired
            if not isinstance(link, BoardLink) or link.is_absent:
                continue
            if link.team is not None and not world.repository.owner_is_organization:
                continue  # This server does not support it; everything else continues.
            if folded(link.key) not in world.link_ends:
                what = f"{'repository ' if link.repository else ''}{link.key}"
                scope = "" if link.repository else " (that needs the scope `read:org`)"
                message = f"there is no {what}, or this login may not see it{scope}"
                yield Fault(message, link.source)


def _contents(prepared: Prepared, world: World) -> Iterator[Fault]:
    """Yield a fault for each card of something that does not exist."""
    for item in prepared.items:
        card = item.desired
        if isinstance(card, BoardCard) and card.content in prepared.contents():
            named = reference.parse_content(card.content or "")
            place = card.place("content") or card.source
            if named and named.host and not is_same(named.host, world.repository.host):
                yield Fault(f"{card.content} is on another server", place)
            elif card.content not in world.contents:
                message = f"there is no issue or pull request {card.content}"
                yield Fault(f"{message}, or this login may not see it", place)


def _colleagues(world: World) -> set[str]:
    """Return the logins that can probably be assigned: they are, or wrote with rights."""
    issues = world.issues.values()
    authors = (each.author for each in issues if each.author.login and each.author.has_rights())
    assigned = (login for each in issues for login in each.assignees)
    return {*(each.login for each in authors), *assigned, *world.accounts}


def _assignees(prepared: Prepared, world: World) -> Iterator[Fault]:
    """Yield a fault for each login that cannot be assigned, at its first place."""
    places: dict[str, list[Source | None]] = {}
    for issue in prepared.context.issues.values():
        for index, login in enumerate(issue.assignees):
            if world.account(login) is None:
                places.setdefault(login, []).append(issue.place("assignees", index))
    for login, (first, *others) in places.items():
        hint = likeliest(login, _colleagues(world)) or _NO_ACCESS
        more = f" (and {counted(len(others), 'more issue has', 'more issues have')} it)"
        message = f"{login!r} cannot be assigned in {world.repository.name}{hint}"
        yield Fault(message + more * bool(others), first)


def _numbers(prepared: Prepared, world: World) -> Iterator[Fault]:
    """Yield a fault for each declared number that no issue has, where nothing else tells which."""
    for key, trouble in world.trouble.items():
        issue = prepared.context.issues[key]
        if issue.number is not None and world.numbered(issue.number) is None:
            yield Fault(trouble, issue.place("number") or issue.source)


def _references(prepared: Prepared, world: World) -> Iterator[Fault]:
    host = world.repository.host
    for issue in prepared.context.issues.values():
        for text, place in issue.references:
            named = reference.parse(text)
            if named and named.host and not is_same(named.host, host):
                yield Fault(f"{text} is on another server than {host}", place)
            elif text not in world.references:
                message = (
                    f"there is no issue {text} (a pull request does not count), "
                    "or this login may not see it"
                )
                yield Fault(message, place)
