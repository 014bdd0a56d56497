"""Write GitHub's published facts into this folder; run as `scripts/update-contracts`."""

import argparse
import datetime
import json
from pathlib import Path

from tests.contracts import operation, rest, schema
from tests.contracts.facts import graphql_facts, rest_facts, write_lines
from tests.gh_sandbox import prune_schema

_NOTE = "Facts of GitHub's API, written by scripts/update-contracts from a file that it publishes"


def main() -> None:
    """Read the arguments and write the facts of one file."""
    parser = argparse.ArgumentParser(
        prog="scripts/update-contracts",
        description="Write the facts of a file that GitHub publishes into tests/contracts.",
    )
    parser.add_argument(
        "file", type=Path, help="the GraphQL schema (.graphql) or the OpenAPI description (.json)"
    )
    parser.add_argument("date", type=datetime.date.fromisoformat, help="of the file: 2026-09-09")
    parser.add_argument("source", help="where the file is from: an address, or a package's version")
    given = parser.parse_args()
    write = {".graphql": write_graphql, ".json": write_rest}.get(given.file.suffix)
    if write is None:
        parser.error(f"{given.file.name}: neither .graphql nor .json")
    for written in write(given.file.read_text(encoding="utf-8"), given.date, given.source):
        print(f"{written.relative_to(Path.cwd())}: {written.stat().st_size:,} bytes")


def write_graphql(text: str, date: datetime.date, source: str) -> tuple[Path, ...]:
    """Write schema.graphql, and the sandbox's part of it."""
    head = f"# {_NOTE}.\n# Date: {date}\n# Source: {source}\n\n"
    schema.FACTS.write_text(head + graphql_facts(text), encoding="utf-8")
    return schema.FACTS, prune_schema.write()


def write_rest(text: str, date: datetime.date, source: str) -> tuple[Path, ...]:
    """Write rest.json: the operations of the surface that the description has."""
    about = {"note": _NOTE, "date": str(date), "source": source}
    document = {"about": about, **rest_facts(json.loads(text), operation.claimed())}
    rest.FACTS.write_text(write_lines(document) + "\n", encoding="utf-8")
    return (rest.FACTS,)


if __name__ == "__main__":
    main()
