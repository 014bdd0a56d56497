"""docs/verified.md: each rule with GitHub's own answer, and its time.

Rules are the contract suite's tests and the main job's steps. What a live run found is in
docs/verified.jsonl, a line for each test; the page is made of both, by
`python -m tests.live.page`.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.live import job
from tests.live.record import CONFIRMED, DIFFERS, NOT_TRIED, Outcome

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "verified.md"
FOUND = PAGE.with_suffix(".jsonl")
_TOKEN = re.compile(r"\b(gh[pousr]_\w+|github_pat_\w+)")
_HEAD = """# What GitHub itself has confirmed

{told} A rule that was not tried is only as reliable as its source.
`scripts/live OWNER/THROWAWAY` tries them all and writes this page: see
[the contract suite](contract-suite.md#on-github-itself).

Confirmed {confirmed}, differs {differs}, not tried {untried}.
"""


@dataclass(frozen=True)
class Rule:
    """A test: its id without parameters, and where its rule comes from."""

    id: str
    source: str

    @property
    def sentence(self) -> str:
        """Its name, as people read it."""
        return self.id.rpartition("::")[2].removeprefix("test_").replace("_", " ")


def rules() -> list[Rule]:
    """List all rules, in the order of the files."""
    found = []
    for path in sorted((ROOT / "tests" / "contract").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                source = (ast.get_docstring(node) or "").partition("\n")[0]
                found.append(Rule(f"{path.relative_to(ROOT)}::{node.name}", source))
    return found + [Rule(job.PREFIX + step, "the main job in small") for step in job.STEPS]


def read(path: Path = FOUND) -> list[Outcome]:
    """Read the results of live runs."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Outcome(**json.loads(line)) for line in lines]


def merged(before: Iterable[Outcome], now: Iterable[Outcome]) -> list[Outcome]:
    """Return the latest outcome of each test; *not tried* does not replace an earlier outcome."""
    found: dict[str, Outcome] = {}
    for each in (*before, *now):
        if each.rule not in found or each.result != NOT_TRIED:
            found[each.rule] = each
    return sorted(found.values(), key=lambda each: each.rule)


def redacted(outcomes: Iterable[Outcome], names: Mapping[str, str]) -> list[Outcome]:
    """Put words in the place of tokens and of the names of people and repositories."""
    return [
        Outcome(each.rule, each.result, _without(each.said, names), each.day) for each in outcomes
    ]


def written(outcomes: Sequence[Outcome], listed: Sequence[Rule] | None = None) -> str:
    """Return the page's text."""
    of_rule = _of_rules(outcomes, listed or rules())
    counts = _counted(of_rule)
    days = sorted(each.day for each in outcomes)
    told = f"Last tried on {days[-1]}." if days else "Nobody has tried any of these rules yet."
    head = _HEAD.format(
        told=told,
        confirmed=counts[CONFIRMED],
        differs=counts[DIFFERS],
        untried=counts[NOT_TRIED],
    )
    return head + "".join(_parts(listed or rules(), of_rule))


def totals(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return how many rules have each result, as the page says."""
    return _counted(_of_rules(outcomes, rules()))


def _of_rules(outcomes: Sequence[Outcome], listed: Sequence[Rule]) -> dict[str, Outcome]:
    return {
        each.id: _together([o for o in outcomes if o.rule.partition("[")[0] == each.id])
        for each in listed
    }


def _counted(of_rule: Mapping[str, Outcome]) -> dict[str, int]:
    return {
        result: sum(each.result == result for each in of_rule.values())
        for result in (CONFIRMED, DIFFERS, NOT_TRIED)
    }


def _parts(listed: Sequence[Rule], of_rule: Mapping[str, Outcome]) -> Iterator[str]:
    file = ""
    for rule in listed:
        if rule.id.partition("::")[0] != file:
            file = rule.id.partition("::")[0]
            yield f"\n## [{Path(file).stem.removeprefix('test_').replace('_', ' ')}](../{file})\n\n"
            yield "| rule | source | | when |\n|---|---|---|---|\n"
        found = of_rule[rule.id]
        yield f"| {rule.sentence} | {_cell(rule.source)} | {found.result} | {found.day} |\n"
    for rule in listed:
        found = of_rule[rule.id]
        if found.result == DIFFERS:
            yield f"\n**{rule.sentence}** differs:\n\n```text\n{found.said.strip()}\n```\n"


def _together(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome of a rule, over all values that it is tried with."""
    for result in (DIFFERS, NOT_TRIED, CONFIRMED):
        found = [each for each in outcomes if each.result == result]
        if found:
            day = "" if result == NOT_TRIED else max(each.day for each in found)
            said = "\n".join(each.said for each in found if each.said)
            return Outcome(found[0].rule, result, said, day)
    return Outcome("", NOT_TRIED, "", "")


def _without(text: str, names: Mapping[str, str]) -> str:
    for name, word in sorted(names.items(), key=lambda pair: -len(pair[0])):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", word, text, flags=re.IGNORECASE)
    return _TOKEN.sub("TOKEN", text)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def keep(outcomes: Iterable[Outcome], page: Path = PAGE) -> None:
    """Write the page, and beside it its data, together with earlier results."""
    data = page.with_suffix(".jsonl")
    found = merged(read(data), outcomes)
    lines = (json.dumps(vars(each)) for each in found)
    data.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    page.write_text(written(found), encoding="utf-8")


if __name__ == "__main__":
    PAGE.write_text(written(read()), encoding="utf-8")
