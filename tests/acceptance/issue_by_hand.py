"""Issues as people change them by hand, and as they are then."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from tests.acceptance.conftest import BACKLOG, REPOSITORY, Trial
from tests.support import quick_yaml

MATRIX = "Fix Dockerfile.matrix handling in GitHub Actions workflow"
ANALYSIS = "Analyze current Dockerfile.matrix generation issues"
CRITERION = "Dockerfile.matrix is correctly generated and used in CI"
NEW_CRITERION = "Nobody has to remember how"
END = "<!-- gh-playbook:end -->"
SMALL = f"repos/{REPOSITORY}/labels/size:small"


def at(number: int, *deeper: str) -> str:
    """Return the path of an issue, or of something of it."""
    return "/".join((f"repos/{REPOSITORY}/issues", str(number), *deeper))


def shown(trial: Trial, number: int) -> dict[str, Any]:
    """Return an issue as REST shows it."""
    found: dict[str, Any] = trial.gh.rest("GET", at(number)).json
    return found


def body(trial: Trial, number: int) -> str:
    """Return the text of an issue."""
    text: str = shown(trial, number)["body"]
    return text


def edit(trial: Trial, number: int, **fields: Any) -> None:
    """Change an issue by hand."""
    assert trial.gh.rest("PATCH", at(number), **fields).code == 0


def add_label(trial: Trial, number: int, label: str) -> None:
    """Put a label on an issue."""
    assert trial.gh.rest("POST", at(number, "labels"), labels=[label]).code == 0


def remove_label(trial: Trial, number: int, label: str) -> None:
    """Take a label off an issue."""
    assert trial.gh.rest("DELETE", at(number, "labels", quote(label))).code == 0


def labels(trial: Trial, number: int) -> set[str]:
    """Return the labels of an issue."""
    return {each["name"] for each in shown(trial, number)["labels"]}


def changed(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Write the backlog as somebody changed it."""
    declared = quick_yaml.load(BACKLOG.read_text())
    change(declared)
    path = tmp_path / "backlog.yml"
    path.write_text(yaml.safe_dump(declared, sort_keys=False))
    return path


def node_id(trial: Trial, number: int) -> str:
    """Return the node id of an issue."""
    id: str = shown(trial, number)["node_id"]
    return id


def milestone(trial: Trial) -> int:
    """Return the number of one of the plan's: they are made as issues need them."""
    listed = trial.gh.rest("GET", f"repos/{REPOSITORY}/milestones").json
    [number] = [each["number"] for each in listed if each["title"] == "Advanced Features"]
    return int(number)


def mutate(trial: Trial, name: str, **input: str) -> None:
    """Send a mutation."""
    document = (
        f"mutation($input: {name[0].upper()}{name[1:]}Input!) "
        f"{{ {name}(input: $input) {{ clientMutationId }} }}"
    )
    assert "errors" not in trial.gh.graphql(document, input=input)


def sub_issues(trial: Trial, parent: int) -> list[int]:
    """Return the numbers of the sub-issues of an issue."""
    listed = trial.gh.rest("GET", f"repos/{REPOSITORY}/issues/{parent}/sub_issues").json
    return [each["number"] for each in listed]
