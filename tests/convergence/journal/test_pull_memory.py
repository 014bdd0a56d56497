"""What pulls remember of a repository."""

import json
from pathlib import Path

from gh_playbook.convergence.journal import pull_memory
from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.model.target import Target

SHOP = Target("acme/shop", "github.com", repository_id="R_1")
ANEW = Target("acme/shop", "github.com", repository_id="R_2")
KNOWN = Memory("run", {"a": Base({"title": "A"}, None, "d1")})


def test_it_is_forgotten_with_the_repository_but_one_of_an_older_version_counts(
    tmp_path: Path,
) -> None:
    pull_memory.save(tmp_path, SHOP, KNOWN)
    assert pull_memory.load(tmp_path, SHOP) == KNOWN
    assert pull_memory.load(tmp_path, ANEW) == Memory()
    [file] = tmp_path.rglob("*.json")
    data = json.loads(file.read_text())
    del data["target"]
    file.write_text(json.dumps(data))
    assert pull_memory.load(tmp_path, ANEW) == KNOWN
