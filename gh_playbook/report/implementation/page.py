"""The text and the picture of the report, from the state."""

from collections.abc import Iterable

from gh_playbook.declaration.template.render import Renderer
from gh_playbook.frozen import dataclass
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.modules import MODULES, Mention
from gh_playbook.report.implementation import board_picture, dependency_chart, markdown, points
from gh_playbook.report.implementation.advice import recommendations
from gh_playbook.report.implementation.challenges import challenges
from gh_playbook.report.implementation.state import BacklogState, IssueState

TEMPLATE = "report.md.j2"
PICTURE = "board.svg"


@dataclass(frozen=True)
class KindCount:
    """A kind: the number of declared things, and the number of those that are as declared."""

    name: str
    total: int
    same: int
    unsupported: int


def text(state: BacklogState, renderer: Renderer) -> str:
    """Return the report in Markdown. Raises InputError for a faulty template."""
    variables = {
        "state": state,
        "picture": PICTURE,
        "shown": _shown(state),
        "kinds": kinds(state.results),
        "inventory": inventory(state.results),
        "families": points.by_parent(state),
        "milestones": points.by_milestone(state),
        "sprints": points.by_sprint(state),
        "graph": dependency_chart.flowchart(state),
        "waiting": [each for each in state.issues if each.blocked_by],
        "related": _related(state),
        "unsupported": unsupported(state),
        "challenges": challenges(state),
        "recommendations": recommendations(state),
        "codes": lambda names: ", ".join(map(markdown.code, names)),
        "cell": lambda value: markdown.escaped(value or ""),
        "sum_of": points.sum_of,
        "counted_once": points.counted_once,
        **{
            name: getattr(markdown, name)
            for name in ("code", "counted", "escaped", "link", "named", "number", "points", "prose")
        },
    }
    return renderer.template(TEMPLATE, variables, things=len(state.issues)).rstrip() + "\n"


def _shown(state: BacklogState) -> list[str]:
    """Return the properties that any issue has; columns and tables of others would be empty."""
    names = ("type", "milestone", "priority", "estimate", "sprint", "status")
    return [
        name
        for name in names
        if any(getattr(entry, name) not in {None, ""} for entry in state.issues)
    ]


def picture(state: BacklogState, renderer: Renderer) -> str | None:
    """Return the board as an SVG document; None if there is no board."""
    return board_picture.picture(state.board, renderer) if state.board else None


def kinds(results: Iterable[Result]) -> list[KindCount]:
    """Count results by kind."""
    found = _by_module(results)
    return [
        KindCount(
            MODULES[name].title,
            len(own),
            _count(own, Outcome.SKIPPED),
            _count(own, Outcome.UNSUPPORTED),
        )
        for name, own in found.items()
        if MODULES[name].mention is not Mention.NOT
    ]


def inventory(results: Iterable[Result]) -> list[str]:
    """Return things by kind and by the result of a dry run, as Markdown sentences."""
    sentences = []
    for module, own in _by_module(results).items():
        if MODULES[module].mention is not Mention.NAMED:
            continue
        names: dict[str, list[str]] = {}
        for result in own:
            names.setdefault(_told(result), []).append(markdown.code(result.key))
        for told, codes in names.items():
            sentences.append(f"**{MODULES[module].title}**{told}: {markdown.listed(codes)}.")
    return sentences


def _by_module(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Return the results of each module, in the modules' order."""
    found: dict[str, list[Result]] = {name: [] for name in MODULES}
    for result in results:
        found[result.module].append(result)
    return {name: own for name, own in found.items() if own}


def _told(result: Result) -> str:
    """Return the result of a dry run for a thing, and why; empty if it is as declared."""
    if result.outcome is Outcome.SKIPPED and result.reason == "as declared":
        return ""
    is_change = result.outcome in {Outcome.CREATED, Outcome.UPDATED, Outcome.REMOVED}
    outcome = f"would be {result.outcome}" if is_change else result.outcome
    return f", {outcome} ({markdown.prose(result.reason)})"


def _count(results: Iterable[Result], outcome: Outcome) -> int:
    return sum(result.outcome is outcome for result in results)


def unsupported(state: BacklogState) -> list[str]:
    """Return the impossible things with reasons, as Markdown sentences."""
    sentences = []
    for reason, results in state.unsupported.items():
        what = [f"**{kind.name}** ({kind.total})" for kind in kinds(results)]
        if what:
            sentences.append(f"{', '.join(what)}: {markdown.prose(reason)}.")
    return sentences


def _related(state: BacklogState) -> list[tuple[IssueState, IssueState]]:
    """Return the related pairs of declared issues, each once."""
    pairs: dict[frozenset[str], tuple[IssueState, IssueState]] = {}
    for entry in state.issues:
        for key in entry.related_to:
            if key in state.by_key:
                pairs.setdefault(frozenset((entry.key, key)), (entry, state.by_key[key]))
    return list(pairs.values())
