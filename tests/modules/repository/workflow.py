"""Runs a workflow's steps as GitHub's runner would: expressions resolved, then a shell."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gh_playbook.declaration.yaml import located_yaml
from tests.support import quick_yaml

# What `shell` stands for, named or not: GitHub's documentation of `jobs.<job_id>.steps[*].shell`.
_SHELLS = {
    None: ["bash", "-e"],
    "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
}
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass
class Runner:
    """Runs the only job of a workflow for an event; `contexts` are GitHub's: github, secrets."""

    workflow: Mapping[str, Any]
    contexts: dict[str, Any]
    environment: Mapping[str, str]
    folder: Path
    printed: list[str] = field(default_factory=list)

    def run(self) -> str:
        """Run all steps whose condition holds; return what they printed."""
        (job,) = self.workflow["jobs"].values()
        self.contexts["steps"] = {}
        for step in job["steps"]:
            if "if" not in step or self._holds(step["if"]):
                self._run_step(step, {**job["env"], **step.get("env", {})})
        return "".join(self.printed)

    def _run_step(self, step: Mapping[str, Any], variables: Mapping[str, str]) -> None:
        output = self.folder / "output"
        output.write_text("")
        resolved = {name: self._resolved(value) for name, value in variables.items()}
        shell = self.workflow.get("defaults", {}).get("run", {}).get("shell")
        done = subprocess.run(
            [*_SHELLS[shell], "-c", step["run"]],
            env={**os.environ, **self.environment, **resolved, "GITHUB_OUTPUT": str(output)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, (step["name"], done.stdout, done.stderr)
        self.printed.append(done.stdout)
        if "id" in step:
            lines = (line.split("=", 1) for line in output.read_text().splitlines())
            self.contexts["steps"][step["id"]] = {"outputs": dict(lines)}

    def _resolved(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self._value(found[1]), text)

    def _value(self, expression: str) -> str:
        for path in expression.split("||"):
            value: Any = self.contexts
            for name in path.strip().split("."):
                value = (value or {}).get(name)
            if value is not None:
                return str(value).lower() if isinstance(value, bool) else str(value)
        return ""

    def _holds(self, condition: str) -> bool:
        found = re.fullmatch(r"(\S+) != ''", condition)
        assert found, f"not understood: {condition}"
        return self._value(found[1]) != ""


def load(text: str) -> dict[str, Any]:
    """Read a workflow; `on` is a key here, not the boolean of YAML 1.1."""
    found: dict[str, Any] = located_yaml.parse(text, "workflow.yml")
    assert quick_yaml.load(text)
    return found
