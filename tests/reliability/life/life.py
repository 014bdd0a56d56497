"""A life: a sandbox, a backlog in a file, and everything that happened to both so far."""

import json
import random
import shutil
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.acceptance.whole import whole
from tests.gh_sandbox.conftest import Gh
from tests.reliability.life import author, ground, promise
from tests.reliability.life.command import Done
from tests.reliability.life.ground import REPOSITORY
from tests.reliability.life.people import People
from tests.reliability.life.promise import BrokenPromiseError
from tests.support import quick_yaml, tool

# The forms in which authors write YAML: with all mappings open, with small ones in one line.
_STYLES: tuple[bool | None, ...] = (False, None)
# The edits with which an author makes a first backlog.
_FIRST_EDITS = 30
_MEMORY = ("runs", ".gh-playbook")
# Lists that authors may put into a file of their own, which the backlog includes.
_PARTS = ("labels", "milestones", "issues")


@dataclass
class Life:
    """A life from a seed, which decides everything in it; `told` says in words what happened.

    `owned` are the numbers of the issues to which runs have bound keys. `part` is the list that the
    author keeps in a file of its own.
    """

    sandbox: Sandbox
    folder: Path
    seed: int
    told: list[str] = field(default_factory=list)
    backlog: dict[str, Any] = field(default_factory=dict)
    owned: dict[str, int] = field(default_factory=dict)
    style: bool | None = False
    part: str | None = None

    @property
    def gh(self) -> Gh:
        """The `gh` of the people and of the test itself."""
        return Gh(self.sandbox)

    @property
    def path(self) -> Path:
        """The backlog's file."""
        return self.folder / "backlog.yml"

    @property
    def included(self) -> Path:
        """The file that the backlog includes if it has a part."""
        return self.folder / "part.yml"

    @property
    def text(self) -> str:
        """The text of the backlog's files."""
        files = (self.path, self.included) if self.part else (self.path,)
        return "\n---\n".join(each.read_text(encoding="utf-8") for each in files)

    @property
    def runs(self) -> Path:
        """The folder of the journals."""
        return self.sandbox.directory / "runs"

    def begin(self) -> None:
        """Make a repository with a history, and a first backlog."""
        chance = random.Random(f"{self.seed}")
        self.forget(len(_MEMORY))
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        seed = self.folder / "seed.yml"
        seed.write_text(yaml.safe_dump(ground.seed(chance)))
        self.sandbox.set_faults(None)
        self.sandbox.reset(seed=seed)
        self.style = chance.choice(_STYLES)
        self.part = chance.choice((None, None, *_PARTS))
        self.told.append("0 begin")
        self.backlog = author.first(chance)
        self.write()
        while self._is_invalid():
            self.backlog = author.first(chance)
            self.write()
        self.edit(chance, chance.randint(0, _FIRST_EDITS))

    def forget(self, much: int) -> None:
        """Go on, on a machine that has no journals and, with more, knows nothing of pulls."""
        for name in _MEMORY[:much]:
            shutil.rmtree(self.sandbox.directory / name, ignore_errors=True)

    def edit(self, chance: random.Random, times: int) -> None:
        """Let the author change something; what the tool calls invalid, they take back."""
        for _ in range(times):
            before = deepcopy(self.backlog)
            said = chance.choice(author.ACTS)(self.backlog, chance)
            self.write()
            if self._is_invalid():
                self.backlog = before
                self.write()
            else:
                self.tell(said)

    def meddle(self, chance: random.Random, times: int = 1) -> None:
        """Let people change something on GitHub."""
        for _ in range(times):
            self.tell(People(self.gh, chance).act())

    def write(self) -> None:
        """Write the backlog into its file, or its two files."""
        backlog = {name: each for name, each in self.backlog.items() if name != self.part}
        if self.part is not None:
            self._write(self.included, {self.part: self.backlog.get(self.part, [])})
            backlog["include"] = [self.included.name]
        self._write(self.path, backlog)

    def read(self) -> None:
        """Read the backlog that a pull has changed. Raises an error if it is not valid."""
        found = quick_yaml.load(self.path.read_text(encoding="utf-8"))
        if found.pop("include", ()):
            for name, more in quick_yaml.load(self.included.read_text(encoding="utf-8")).items():
                found[name] = [*found.get(name, ()), *more]
        # Days are texts, as authors write them.
        self.backlog = json.loads(json.dumps(found, default=str))
        if self._is_invalid():
            raise BrokenPromiseError(f"a pull made this of the backlog: {self.text}")

    def tell(self, said: str) -> None:
        """Say in words what happened in this step."""
        self.told[-1] += f" · {said}" if said else ""

    def state(self) -> promise.State:
        """Return the whole repository and its boards."""
        return whole(self.gh, REPOSITORY)

    def run(self, *words: str, token: str = "") -> Done:
        """Run a command without questions; `undo` takes no backlog."""
        yes = () if "--dry-run" in words or words[0] == "pull" else ("--yes",)
        backlog = () if words[0] == "undo" else ("--backlog", str(self.path))
        return self.call(*words, *yes, *backlog, "--output", "json", token=token)

    def call(self, *words: str, token: str = "") -> Done:
        """Call a command on the sandbox. Raises BrokenPromiseError where it does not end well."""
        before = len(request_log.read(self.sandbox.requests_log))
        where = ("--sandbox", "--sandbox-dir", str(self.sandbox.directory))
        environment = {"GH_TOKEN": token} if token else {}
        done = tool.call(*words, *where, folder=self.folder, environment=environment)
        requests = request_log.read(self.sandbox.requests_log)[before:]
        found = Done(words, done.code, done.out, done.error, requests)
        promise.ended_well(found)
        return found

    def is_valid(self, path: Path) -> bool:
        """Tell whether a backlog is valid."""
        done = tool.call("lint", "--backlog", str(path), "--format", "json", folder=self.folder)
        if done.code and not json.loads(done.out)["faults"]:
            raise BrokenPromiseError(f"invalid, and no fault is named: {done.out}")
        return not done.code

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        text = yaml.safe_dump(
            content, sort_keys=False, allow_unicode=True, default_flow_style=self.style
        )
        path.write_text(text, encoding="utf-8")

    def _is_invalid(self) -> bool:
        return not self.is_valid(self.path)
