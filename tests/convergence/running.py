"""Runs of the engine on made-up backlogs, against a GitHub in memory."""

from collections.abc import Mapping as Fields
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.group_convergence import converge
from gh_playbook.declaration.backlog.backlog import Backlog, SetOnce
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.github.process.interruption import Stop
from gh_playbook.model.identity import identify
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.sending import Sender
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES, Context, DeclaredIssues
from tests.support.github_in_memory import InMemory

deterministic = settings(derandomize=True, deadline=None, max_examples=30)


RENDERER = Renderer([DEFAULTS / "templates"])


LABELS = ("bug", "area:core", "status:ready")


HERE = Source("backlog.yml", 1, 1)


NOTHING = LocatedMapping(HERE)


CHAIN = Backlog(
    issues=(
        Issue(key="a", title="A", blocked_by=("b",), sub_issues=(Issue(key="c", title="C"),)),
        Issue(key="b", title="B"),
    )
)


@st.composite
def backlogs(draw: st.DrawFn) -> Backlog:
    """Parents with sub-issues; each may wait for what comes before it, and relate to anything."""
    keys: list[str] = []

    def an_issue(sub_issues: tuple[Issue, ...] = ()) -> Issue:
        key = f"k{len(keys)}"
        waits = draw(st.lists(st.sampled_from(keys), unique=True, max_size=3)) if keys else []
        others = [each for each in keys if each not in waits]
        related = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
        keys.append(key)
        return Issue(
            key=key,
            title=draw(st.sampled_from([f"Issue {key}", f"{key} of many"])),
            labels=tuple(draw(st.lists(st.sampled_from(LABELS), unique=True))),
            acceptance_criteria=("done", "tested"),
            blocked_by=tuple(waits),
            related_to=tuple(related),
            sub_issues=sub_issues,
        )

    def a_family() -> Issue:
        return an_issue(tuple(an_issue() for _ in range(draw(st.integers(0, 3)))))

    issues = [a_family() for _ in range(draw(st.integers(1, 4)))]
    # Who is declared first is not who is waited for.
    return Backlog(issues=tuple(draw(st.permutations(issues))))


@dataclass
class Runs:
    """Runs of one backlog against one GitHub."""

    backlog: Backlog
    github: InMemory
    modules: Fields[str, Any] = field(default_factory=lambda: MODULES)
    stopped: Stop | None = None

    def __post_init__(self) -> None:
        issues = {issue.key: issue for issue in self.backlog.all_issues}
        self.context = Context(DeclaredIssues(issues), RENDERER, SetOnce())
        self.github.labels = LABELS
        self.github.declared = self.backlog.all_issues

    def run(self, sender: Sender | None = None, world: World | None = None) -> list[Result]:
        world = world or self.github.world()
        identify(self.context.issues.values(), world)
        engine = Engine(world, self.modules, self.context, sender or self.github)
        group: Fields[str, Sequence[Declared]] = {
            "label": self.backlog.labels,
            "issue": self.backlog.issues,
            "sub_issue": self.backlog.sub_issues,
            "dependency": self.backlog.dependencies,
            "relation": self.backlog.relations,
        }
        steps = {module: Step(module, module, None, HERE, {}, NOTHING) for module in group}
        results = converge(
            engine,
            [Item(steps[module], each) for module, things in group.items() for each in things],
        )
        self.stopped = engine.stopped
        return results

    def assert_all_is_there_once(self) -> None:
        """Check GitHub's state against the backlog, from the bodies' markers."""
        found = dict(zip(self.github.keys(), self.github.issues.values(), strict=True))
        declared = self.context.issues
        assert sorted(map(str, self.github.keys())) == sorted(declared)
        for key, issue in declared.items():
            existing = found[key]
            assert existing.title == issue.title
            assert set(existing.labels) == set(issue.labels)
            waits = {found[each].id for each in issue.blocked_by}
            assert set(existing.blocked_by) == waits
            assert len(existing.blocked_by) == len(waits)
            assert existing.parent == (found[issue.parent].id if issue.parent else None)
            children = tuple(found[child.key].id for child in issue.sub_issues)
            assert existing.sub_issues == children
            for each in issue.related_to:
                assert found[each].id in existing.related_to
            for other in (*issue.blocked_by, *([issue.parent] if issue.parent else [])):
                assert f"#{found[other].number}" in existing.body


def ended(results: list[Result]) -> set[Outcome]:
    return {result.outcome for result in results}
