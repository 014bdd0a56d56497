"""Reading and writing the register: on GitHub, or else in a file beside the backlog."""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from gh_playbook.declaration import kept_file
from gh_playbook.declaration.source import InputError
from gh_playbook.frozen import dataclass
from gh_playbook.github import git_ref
from gh_playbook.github.early_commit import Version
from gh_playbook.github.error import GitHubError
from gh_playbook.github.git_ref import (
    STATE,
    GitRef,
    Moving,
    ObstructedError,
    RefUpdate,
    make_commit,
)
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model import register
from gh_playbook.model.existing import Repository
from gh_playbook.model.register import Register
from gh_playbook.model.target import Target, of_identity, of_repository


class Saved(Enum):
    """The result of writing a register."""

    TOGETHER = "on GitHub, together with the other updates"
    ALONE = "on GitHub, where another run had written the same; the other updates were not made"
    REFUSED = "not on GitHub"


# Returns this machine's register of a repository.
Kept = Callable[[Target], Register]

# The GraphQL selection of a repository's register.
SELECTION = f"state: {git_ref.selection(STATE)}"
# The number of tries: if two runs end at once, each merges what the other has written.
_ATTEMPTS = 4


def parse(node: Mapping[str, Any] | None) -> Register:
    """Read the answer to `SELECTION`."""
    return _register(git_ref.parse(node))


def read(reader: Reader, repository: str) -> Register:
    """Read the register by REST if GraphQL showed none; a withheld register counts as none.

    Raises GitHubError if no answer came, because then nobody knows whether a register exists.
    """
    try:
        return _register(GitRef(STATE, repository, reader).read())
    except ObstructedError:
        return Register()
    except GitHubError as error:
        if error.is_forbidden:
            return Register()
        raise


def version(renewed: Register) -> Version:
    """Return the text of a register's commit, and the commit that it follows."""
    return register.compose(renewed), renewed.commit


@dataclass(frozen=True)
class Saving:
    """A register that is being written: on GitHub, or in a file of a folder.

    The updates `also` are made together with it. `commit` is a commit that has its text already.
    """

    renewed: Register
    repository: Repository
    reader: Reader
    writer: Writer
    folder: Path
    also: Sequence[RefUpdate] = ()
    commit: str | None = None

    def begin(self) -> Moving | None:
        """Send it; None if that is not possible."""
        if not self.repository.may_push:
            return None
        try:
            return self._begun(self.renewed, self.commit)
        except GitHubError:
            return None

    def finish(self, moving: Moving | None) -> Saved:
        """Wait for GitHub's answer; merge the register with what others have written since.

        Without a register, later runs only have to read all issues. The register of a later version
        is left alone. Raises ObstructedError if something else stands in the register's place.
        """
        try:
            saved = self._pushed(moving) if moving is not None else Saved.REFUSED
        except ObstructedError:
            self._keep()
            raise
        except GitHubError:
            saved = Saved.REFUSED
        if saved is Saved.REFUSED:
            self._keep()
        return saved

    def _keep(self) -> None:
        keep(self.renewed, self.folder, of_repository(self.repository))

    @property
    def _stored(self) -> GitRef:
        return GitRef(STATE, self.repository.name, self.reader)

    def _begun(self, renewed: Register, commit: str | None = None) -> Moving | None:
        if renewed.is_later:
            return None
        text, before = version(renewed)
        after = commit or make_commit(self.writer, self.repository, text, before)
        update = RefUpdate(STATE, before, after)
        return self._stored.begin_move(self.writer, self.repository, update, self.also)

    def _pushed(self, moving: Moving) -> Saved:
        """Wait for the answer; merge with what another run has written. Raises GitHubError."""
        renewed, begun = self.renewed, moving
        for attempt in range(1, _ATTEMPTS + 1):
            if self._stored.has_moved(self.writer, begun):
                return Saved.TOGETHER
            now = _register(self._stored.read())
            renewed = renewed.merged(now)
            if now.says_the_same(renewed):
                return Saved.ALONE if self.also else Saved.TOGETHER
            again = self._begun(renewed) if attempt < _ATTEMPTS else None
            if again is None:
                break
            begun = again
        return Saved.REFUSED


def nothing(_target: Target) -> Register:
    """Return the register of a machine that has none."""
    return Register()


def load_file(folder: Path, target: Target) -> Register:
    """Read the register of a repository from a folder, if GitHub had none.

    That of a repository that is gone, and had the same name, does not count.
    """
    try:
        text = kept_file.read(_file(folder, target.repository))
        noted = json.loads(text).get("target")
        # An older version did not note it.
        is_there = noted is None or target.has_past(of_identity(noted))
    except (InputError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Register()
    return register.parse(text) if is_there else Register()


def keep(known: Register, folder: Path, target: Target) -> None:
    """Write what a run has found into the file, not to GitHub."""
    data = {**json.loads(register.compose(known)), "target": target.identity}
    kept_file.write(_file(folder, target.repository), json.dumps(data), folder)


def _register(stored: git_ref.StoredText | None) -> Register:
    if stored is None:
        return Register()
    return register.parse(stored.text, commit=stored.commit)


def _file(folder: Path, repository: str) -> Path:
    return folder / "register" / f"{repository.lower()}.json"
