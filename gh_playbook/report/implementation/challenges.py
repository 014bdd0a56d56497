"""Challenges: the obstacles, and how they ended; sentences in Markdown, from the state."""

from collections.abc import Iterator

from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.report.implementation.markdown import counted, link, number, numbers, prose
from gh_playbook.report.implementation.state import BacklogState, Hurdle


def challenges(state: BacklogState) -> list[str]:
    """Return the challenges: first those of the state, then those that runs met."""
    found = [*_adopted(state), *_surplus(state), *_conflicts(state), *_failures(state)]
    return found + [hurdle.value for hurdle in Hurdle if hurdle in state.hurdles]


def _adopted(state: BacklogState) -> Iterator[str]:
    there = state.adopted
    if there:
        yield (
            f"{counted(there, 'issue was', 'issues were')} there before the backlog: "
            f"{numbers(there)}. They were adopted instead of created again; what people had "
            "written in them still stands above the backlog's part."
        )


def _surplus(state: BacklogState) -> Iterator[str]:
    for key, others in state.surplus:
        entry = state.by_key.get(key)
        name = number(entry) if entry else f"`{key}`"
        one = len(others) == 1
        yield (
            f"{numbers(others)} {'looks' if one else 'look'} like {name} too and "
            f"{'was' if one else 'were'} left alone: a person decides whether to close "
            f"{'it as a duplicate' if one else 'them as duplicates'}."
        )


def _conflicts(state: BacklogState) -> Iterator[str]:
    for result in state.results:
        if result.outcome is Outcome.CONFLICT:
            yield (
                f"{_name(result)}: {prose(result.reason)}. People's text was kept; "
                "`--diff` shows both."
            )


def _failures(state: BacklogState) -> Iterator[str]:
    for result in state.results:
        if result.outcome in {Outcome.FAILED, Outcome.BLOCKED}:
            yield f"{_name(result)}: {prose(result.reason)}. This is still to be resolved."


def _name(result: Result) -> str:
    if result.number:
        return link(f"#{result.number}", result.url)
    return f"{result.module.replace('_', ' ')} `{result.key}`"
