"""Cycles of a graph: paths along its edges that return to their first node.

The standard library's `graphlib` reports only one cycle of a graph; people want to see all of them.
"""

from collections.abc import Iterable, Iterator, Mapping


def cycles(graph: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield the cycles that one walk along all edges meets; no cycle remains without their edges.

    `graph` maps a node to the nodes that follow it. A cycle is the list of its nodes, in order,
    each once. The walk begins at the first node and passes each edge once.
    """
    done: set[str] = set()
    for start in graph:
        if start not in done:
            yield from _walk(graph, start, done)


def _walk(graph: Mapping[str, Iterable[str]], start: str, done: set[str]) -> Iterator[list[str]]:
    path, places = [start], {start: 0}
    stack = [iter(graph[start])]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            left = path.pop()
            del places[left]
            done.add(left)
        elif node in places:
            yield path[places[node] :]
        elif node not in done:
            places[node] = len(path)
            path.append(node)
            stack.append(iter(graph.get(node, ())))
