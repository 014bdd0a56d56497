"""Cycles of a graph: found where there are any, each with its nodes in order."""

from graphlib import CycleError, TopologicalSorter

from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration.consistency.cycle import cycles

NODES = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(NODES, st.lists(NODES, unique=True, max_size=4))


def goes_round(graph: dict[str, list[str]]) -> bool:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


@settings(derandomize=True, deadline=None, max_examples=100)
@given(GRAPHS)
def test_what_is_found_are_cycles_and_without_their_last_edges_none_is_left(
    graph: dict[str, list[str]],
) -> None:
    found = list(cycles(graph))
    assert bool(found) is goes_round(graph)
    rest = {node: list(after) for node, after in graph.items()}
    for cycle in found:
        assert len(set(cycle)) == len(cycle)
        edges = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        assert all(after in graph[node] for node, after in edges)
        last, first = edges[-1]
        rest[last].remove(first)
    assert not goes_round(rest)


def test_a_chain_of_any_length_is_walked() -> None:
    chain = {str(index): [str(index + 1)] for index in range(20_000)}
    assert list(cycles(chain)) == []
    (cycle,) = cycles({**chain, "20000": ["0"]})
    assert len(cycle) == 20_001
