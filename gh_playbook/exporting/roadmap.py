"""A roadmap in Markdown with the progress, made from the existing issues."""

import re
from collections.abc import Iterator, Mapping, Sequence

from gh_playbook.declaration.yaml.yaml_value import escaped
from gh_playbook.model.existing import ExistingIssue, ExistingMilestone
from gh_playbook.model.world import World

_BAR = 20
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


def roadmap(world: World, issues: Sequence[ExistingIssue]) -> str:
    """Return a Markdown page: milestones by due date, their issues as lists with ticks."""
    writing = _Roadmap(world, issues)
    return "\n".join(writing.lines()) + "\n"


class _Roadmap:
    def __init__(self, world: World, issues: Sequence[ExistingIssue]) -> None:
        self._world = world
        self._issues = {each.id: each for each in issues}

    def lines(self) -> Iterator[str]:
        yield f"# Roadmap of {_text(self._world.repository.name)}"
        yield ""
        yield _progress(list(self._issues.values()))
        for milestone in self._milestones():
            found = [each for each in self._issues.values() if each.milestone == milestone.title]
            if found:
                yield from self._section(_heading(milestone), milestone.description, found)
        rest = [each for each in self._issues.values() if each.milestone is None]
        if rest:
            yield from self._section("No milestone yet", "", rest)

    def _milestones(self) -> list[ExistingMilestone]:
        return sorted(
            self._world.milestones.values(),
            key=lambda each: (
                each.due_on is None,
                each.due_on.isoformat() if each.due_on else "",
                each.number or 0,
            ),
        )

    def _section(
        self, heading: str, description: str, issues: Sequence[ExistingIssue]
    ) -> Iterator[str]:
        within = {each.id: each for each in issues}
        yield from ("", f"## {heading}", "", _progress(issues))
        if description.strip():
            yield from ("", _text(description))
        yield ""
        for each in issues:
            if each.parent not in within:
                yield from self._entry(each, within, 0)

    def _entry(
        self, issue: ExistingIssue, within: Mapping[str, ExistingIssue], depth: int
    ) -> Iterator[str]:
        is_counted, title = _is_counted(issue), _text(issue.title)
        tick = f"[{'x' if issue.state == 'closed' else ' '}] " if is_counted else ""
        title = title if is_counted else f"~~{title}~~"
        link = f"[#{issue.number}]({issue.url})" if issue.url else f"#{issue.number}"
        reason = "" if is_counted else str(issue.reason).replace("_", " ")
        about = [reason, self._status(issue), *self._waiting(issue), self._parent(issue, within)]
        more = "; ".join(each for each in about if each)
        yield f"{'  ' * depth}- {tick}{link} {title}{f' ({more})' if more else ''}"
        for child in issue.sub_issues:
            if child in within:
                yield from self._entry(within[child], within, depth + 1)

    def _status(self, issue: ExistingIssue) -> str:
        project = self._world.project
        item = project.items.get(issue.id) if project else None
        status = item.values.get("Status") if item and issue.state == "open" else None
        return _text(str(status)) if status is not None else ""

    def _waiting(self, issue: ExistingIssue) -> Iterator[str]:
        found = [self._world.issues[id] for id in issue.blocked_by if id in self._world.issues]
        open_ = [f"#{each.number}" for each in found if each.state == "open"]
        if open_ and issue.state == "open":
            yield f"waits for {', '.join(open_)}"

    def _parent(self, issue: ExistingIssue, within: Mapping[str, ExistingIssue]) -> str:
        parent = self._world.issues.get(issue.parent or "")
        return f"part of #{parent.number}" if parent and parent.id not in within else ""


def _heading(milestone: ExistingMilestone) -> str:
    due = f", due {milestone.due_on}" if milestone.due_on else ""
    return f"{_text(milestone.title)}{due}{', closed' if milestone.state == 'closed' else ''}"


def _is_counted(issue: ExistingIssue) -> bool:
    """Tell whether an issue is work: one closed as not planned or as a duplicate is not."""
    return issue.reason not in {"not_planned", "duplicate"}


def _progress(issues: Sequence[ExistingIssue]) -> str:
    """Return the number of finished issues, which have a tick."""
    counted = [each for each in issues if _is_counted(each)]
    done = sum(each.state == "closed" for each in counted)
    if not counted:
        return "Nothing is planned."
    share = done / len(counted)
    full = int(share * _BAR)
    return f"`{'█' * full}{'░' * (_BAR - full)}` {done} of {len(counted)} done ({share:.0%})"


def _text(text: str) -> str:
    """Return a text of people for Markdown: one line, with all special characters escaped."""
    return _SPECIAL.sub(r"\\\1", escaped(text))
