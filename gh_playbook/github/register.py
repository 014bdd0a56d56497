"""Reading and writing the register: on GitHub, or else in a file beside the backlog."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

from gh_playbook.declaration import kept_file
from gh_playbook.declaration.source import InputError
from gh_playbook.github import git_ref
from gh_playbook.github.error import GitHubError
from gh_playbook.github.git_ref import STATE, GitRef, RefUpdate
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model import register
from gh_playbook.model.existing import Repository
from gh_playbook.model.register import Register


class Saved(Enum):
    """The result of writing a register."""

    TOGETHER = "on GitHub, together with the other updates"
    ALONE = "on GitHub, where another run had written the same; the other updates were not made"
    REFUSED = "not on GitHub"


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
    except GitHubError as error:
        if error.is_forbidden:
            return Register()
        raise


def save(
    renewed: Register,
    repository: Repository,
    reader: Reader,
    writer: Writer,
    folder: Path,
    also: Sequence[RefUpdate] = (),
) -> Saved:
    """Write a register: on GitHub, merged with what others have written since, or in a file.

    The updates `also` are made together with it. This never fails: without a register, later runs
    only have to read all issues. The register of a later version is left alone.
    """
    saved = Saved.REFUSED
    if repository.may_push:
        with suppress(GitHubError):
            saved = _push(renewed, repository, reader, writer, also)
    if saved is Saved.REFUSED:
        kept_file.write(_file(folder, repository.name), register.compose(renewed), folder)
    return saved


def load_file(folder: Path, repository: str) -> Register:
    """Read the register of the repository `owner/name` from a folder, if GitHub had none."""
    try:
        text = kept_file.read(_file(folder, repository))
    except InputError:
        return Register()
    return register.parse(text)


def keep(known: Register, folder: Path, repository: str) -> None:
    """Write the findings of a run that changed nothing into the file, not to GitHub."""
    kept_file.write(_file(folder, repository), register.compose(known), folder)


def _register(stored: git_ref.StoredText | None) -> Register:
    if stored is None:
        return Register()
    return register.parse(stored.text, commit=stored.commit)


def _push(
    renewed: Register,
    repository: Repository,
    reader: Reader,
    writer: Writer,
    also: Sequence[RefUpdate],
) -> Saved:
    """Write a register on GitHub. Raises GitHubError."""
    stored = GitRef(STATE, repository.name, reader)
    for _ in range(_ATTEMPTS):
        if renewed.is_later:
            return Saved.REFUSED
        text = register.compose(renewed)
        if stored.write(writer, text, repository, before=renewed.commit, also=also):
            return Saved.TOGETHER
        now = _register(stored.read())
        renewed = renewed.merged(now)
        if now.says_the_same(renewed):
            return Saved.ALONE if also else Saved.TOGETHER
    return Saved.REFUSED


def _file(folder: Path, repository: str) -> Path:
    return folder / "register" / f"{repository.lower()}.json"
