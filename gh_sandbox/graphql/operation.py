"""The operations that fault rules name: a misspelt one would strike nothing, and a test would pass.

Only names of queries and mutations are checked; a method and a path may contain wildcards.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from gh_sandbox.faults.rule import FaultError, Rule
from gh_sandbox.graphql.schema import FILES, FOLDER

_ROOT = re.compile(
    r"^(?:extend )?type (?:Query|Mutation)\b[^{]*\{(.*?)^\}", re.MULTILINE | re.DOTALL
)
_FIELD = re.compile(r"^  (\w+)[(:]", re.MULTILINE)


def check(rules: Iterable[Rule]) -> None:
    """Raise FaultError if a rule names a query or a mutation that the sandbox does not have."""
    if told := "\n".join(_unknown(rules)):
        raise FaultError(told)


def _unknown(rules: Iterable[Rule]) -> Iterator[str]:
    for number, rule in enumerate(rules, 1):
        name = rule.operation
        if name is None or " " in name or name in _root_fields():
            continue
        near = get_close_matches(name, _root_fields(), 1)
        hint = f"did you mean {near[0]}?" if near else "of REST write the method, too: GET /user"
        yield f"rule {number}: operation: there is no query or mutation {name}: {hint}"


@cache
def _root_fields() -> frozenset[str]:
    """The names of all queries and mutations, from the text of the schema."""
    text = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    return frozenset(name for root in _ROOT.findall(text) for name in _FIELD.findall(root))
