"""Files of the repository, on its default branch: created, updated or skipped by their content.

Through GitHub's contents API, which makes a commit of each file ("Create or update file contents"
in its REST documentation); whether one is needed is told by the id that git gives a content.
"""

import base64
import hashlib
from dataclasses import replace
from urllib.parse import quote

from gh_playbook.declaration.repository_file import RepositoryFile
from gh_playbook.model.change import Action, Call, Change, Difference, Payload
from gh_playbook.model.world import ExistingFile, World
from gh_playbook.modules.module import Context, Mention, Module, skipped

# Writing there takes a scope of its own: GitHub's documentation of its contents API.
_WORKFLOWS = ".github/workflows/"
_ADVICE = "writing a file takes the right to push to the repository"
_WORKFLOW_ADVICE = "a workflow file takes the scope `workflow`: run `gh auth refresh -s workflow`"


class FileModule(Module[RepositoryFile, ExistingFile]):
    """A file of the repository."""

    name = "file"
    title = "Files"
    argument = RepositoryFile
    is_in_repository = True
    mention = Mention.NAMED

    def key(self, desired: RepositoryFile) -> str:
        """Return the file's path."""
        return desired.path

    def diff(
        self, desired: RepositoryFile, world: World, _context: Context
    ) -> Change[ExistingFile]:
        """Compare contents."""
        url = f"{world.repository.url}/blob/HEAD/{quote(desired.path)}"
        change = skipped(self.name, desired.path, "same content", source=desired.source, url=url)
        if desired.path not in world.files:
            reason = "its path is known only during the run, so it was not read"
            return replace(change, action=Action.FAIL, reason=reason, url=None)
        existing = world.files[desired.path]
        if existing is not None and existing.sha == blob_sha(desired.data):
            return change
        fields = {
            "message": desired.message,
            "content": base64.b64encode(desired.data).decode(),
            **({"sha": existing.sha} if existing else {}),
        }
        path = f"repos/{world.repository.name}/contents/{quote(desired.path)}"
        return replace(
            change,
            action=Action.UPDATE if existing else Action.CREATE,
            reason="content" if existing else "no such file",
            differences=(
                Difference("content", existing.text if existing else None, desired.content),
            ),
            operations=(Call("PUT", path, fields),),
            before=existing,
            after=ExistingFile(blob_sha(desired.data), desired.content),
            advice=_WORKFLOW_ADVICE if desired.path.startswith(_WORKFLOWS) else _ADVICE,
        )

    def record(self, change: Change[ExistingFile], world: World, payload: Payload | None) -> None:
        """Take in the file, with the id that GitHub gave its content."""
        sha = payload["content"]["sha"] if payload else change.made.sha
        world.files[change.key] = replace(change.made, sha=sha)


def blob_sha(data: bytes) -> str:
    """Return the id that git gives a file's content (`git hash-object`)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
