"""Files of the repository, on its default branch: created, updated or skipped by their content.

A file is the tool's as long as the last commit that changed it says that the tool made it; what
people wrote, or edited since, is theirs.

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
WORKFLOWS = ".github/workflows/"
# What the tool's commits end with: a trailer, as git has them.
_TRAILER = "Generated-by: gh-playbook"
_ADVICE = "writing a file takes the right to push to the repository"
_WORKFLOW_ADVICE = "a workflow file takes the scope `workflow`: run `gh auth refresh -s workflow`"


class FileModule(Module[RepositoryFile, ExistingFile]):
    """A file of the repository."""

    name = "file"
    title = "Files"
    argument = RepositoryFile
    is_in_repository = True
    permission = "Contents"
    mention = Mention.NAMED

    def key(self, desired: RepositoryFile) -> str:
        """Return the file's path."""
        return desired.path

    def diff(self, desired: RepositoryFile, world: World, context: Context) -> Change[ExistingFile]:
        """Compare contents."""
        url = f"{world.repository.url}/blob/HEAD/{quote(desired.path)}"
        change = skipped(self.name, desired.path, "same content", source=desired.source, url=url)
        if desired.path not in world.files:
            reason = "its path is known only during the run, so it was not read"
            return replace(change, action=Action.FAIL, reason=reason, url=None)
        existing = world.files[desired.path]
        if existing is not None and existing.sha == blob_sha(desired.data):
            return change
        difference = Difference("content", existing.text if existing else None, desired.content)
        if existing is not None and not _is_ours(existing) and not context.force:
            reason = "people wrote or edited it: left as it is (--force overwrites it)"
            return replace(change, action=Action.CONFLICT, reason=reason, differences=(difference,))
        message = f"{desired.message}\n\n{_TRAILER}"
        fields = {
            "message": message,
            "content": base64.b64encode(desired.data).decode(),
            **({"sha": existing.sha} if existing else {}),
        }
        path = f"repos/{world.repository.name}/contents/{quote(desired.path)}"
        return replace(
            change,
            action=Action.UPDATE if existing else Action.CREATE,
            reason="content" if existing else "no such file",
            differences=(difference,),
            operations=(Call("PUT", path, fields),),
            before=existing,
            after=ExistingFile(blob_sha(desired.data), desired.content, message),
            advice=_WORKFLOW_ADVICE if desired.path.startswith(WORKFLOWS) else _ADVICE,
        )

    def record(self, change: Change[ExistingFile], world: World, payload: Payload | None) -> None:
        """Take in the file, with the id that GitHub gave its content."""
        sha = payload["content"]["sha"] if payload else change.made.sha
        world.files[change.key] = replace(change.made, sha=sha)


def _is_ours(file: ExistingFile) -> bool:
    """Tell whether the tool wrote it as it is."""
    return _TRAILER in file.message.splitlines()


def blob_sha(data: bytes) -> str:
    """Return the id that git gives a file's content (`git hash-object`)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
