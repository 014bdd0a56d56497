"""Files of the repository, on its default branch: created, updated or skipped by their content.

A file belongs to the tool as long as the last commit that changed it was made by the tool; a file
that people wrote, or edited since, is theirs.

They are written through GitHub's contents API, with one commit for each file ("Create or update
file contents" in its REST documentation). Git's id of the content tells whether a commit is needed.
"""

import base64
import hashlib
from dataclasses import replace
from urllib.parse import quote

from gh_playbook.declaration.backlog.repository_file import RepositoryFile
from gh_playbook.model.change import Action, Call, Change, Difference, Operation, Payload
from gh_playbook.model.existing import ExistingFile, Repository
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import Effect, Mention, Module, skipped, taken_away

# Writing there takes a scope of its own: GitHub's documentation of its contents API.
WORKFLOWS = ".github/workflows/"
# The end of the tool's commit messages: a trailer, as git knows them.
_TRAILER = "Generated-by: gh-playbook"
# Earlier versions wrote no trailer: the whole message of their commits, and the beginning of the
# file. People who edit a file write another message.
_BEFORE_TRAILERS = {
    "Move the board's cards by its rules": "# Made by gh-playbook from the backlog's ",
    "Renew the backlog implementation report": "# Backlog implementation report\n",
}
_ADVICE = "writing a file needs the right to push to the repository"
_WORKFLOW_ADVICE = "a workflow file needs the scope `workflow`: run `gh auth refresh -s workflow`"


class FileModule(Module[RepositoryFile, ExistingFile]):
    """A file of the repository."""

    name = "file"
    effect = Effect.NOTHING
    title = "Files"
    argument = RepositoryFile
    existing = ExistingFile
    is_in_repository = True
    permission = "Contents"
    mention = Mention.NAMED

    def key(self, desired: RepositoryFile) -> str:
        """Return the file's path."""
        return desired.path

    def scopes(self, key: str, _repository: Repository) -> tuple[str, ...]:
        """Return the scopes that a token needs: for a workflow, one more."""
        return (self.scope, "workflow") if key.startswith(WORKFLOWS) else (self.scope,)

    def diff(self, desired: RepositoryFile, world: World, context: Context) -> Change[ExistingFile]:
        """Compare the contents."""
        url = _url(desired.path, world)
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
        return replace(
            change,
            action=Action.UPDATE if existing else Action.CREATE,
            reason="content" if existing else "no such file",
            differences=(difference,),
            operations=(_writing(desired.path, desired.data, message, existing, world),),
            before=existing,
            after=ExistingFile(blob_sha(desired.data), desired.content, message),
            advice=_advice(desired.path),
            warnings=() if existing else _needed(desired.path, context),
        )

    def absent(
        self, desired: RepositoryFile, world: World, context: Context
    ) -> Change[ExistingFile]:
        """Compare an absent declaration with what exists."""
        existing = world.files.get(desired.path)
        if existing is not None and not _is_ours(existing) and not context.force:
            return replace(
                skipped(self.name, desired.path, url=_url(desired.path, world)),
                action=Action.CONFLICT,
                reason="people wrote or edited it: left as it is (--force removes it)",
            )
        change = taken_away(self, desired.path, existing, world)
        return replace(change, operations=_worded(change.operations, desired.message))

    def record(self, change: Change[ExistingFile], world: World, payload: Payload | None) -> None:
        """Put the file into the world, with git's id of its content."""
        world.files[change.key] = self.landed(change.made, payload) if payload else change.made

    def landed(self, after: ExistingFile, payload: Payload) -> ExistingFile:
        """Return the file from GitHub's answer."""
        return replace(after, sha=payload["content"]["sha"])

    def remove(self, key: str, existing: ExistingFile, world: World) -> Change[ExistingFile]:
        """Remove the file by a commit; git keeps its content."""
        message = f"Remove {key}\n\n{_TRAILER}"
        return Change(
            self.name,
            key,
            Action.REMOVE,
            "by a commit",
            differences=(Difference("content", existing.text, None),),
            operations=(
                Call("DELETE", _path(key, world), {"message": message, "sha": existing.sha}),
            ),
            before=existing,
            url=_url(key, world),
            advice=_advice(key),
        )

    def forget(self, change: Change[ExistingFile], world: World) -> None:
        """Note that the file no longer exists."""
        world.files[change.key] = None

    def restore(self, past: Past, world: World) -> Change[ExistingFile]:
        """Compare the content of the file with its content before the run."""
        now = world.files.get(past.key)
        if _sha(now) == _sha(past.before):
            return skipped(self.name, past.key, "as before the run", url=_url(past.key, world))
        if _sha(now) != _sha(past.after):
            return undo.conflict(past, "edited since, and left", url=_url(past.key, world))
        if past.before is None and now is not None:
            return self.remove(past.key, now, world)
        return _put_back(past, past.before, now, world)


def _worded(operations: tuple[Operation, ...], message: str) -> tuple[Operation, ...]:
    """Return operations whose commits have the declared message."""
    return tuple(
        replace(each, body={**each.body, "message": f"{message}\n\n{_TRAILER}"})
        if isinstance(each, Call) and each.body
        else each
        for each in operations
    )


def _put_back(
    past: Past, before: ExistingFile, now: ExistingFile | None, world: World
) -> Change[ExistingFile]:
    data = (before.text or "").encode()
    if blob_sha(data) != before.sha:
        reason = "it was not text, or a very long one: `git revert` restores it"
        return undo.unsupported(past, reason, url=_url(past.key, world))
    # The file belongs to its former owner again: a file of people gets no trailer.
    trailer = f"\n\n{_TRAILER}" if _is_ours(before) else ""
    message = f"Put {past.key} back{trailer}"
    return Change(
        past.module,
        past.key,
        Action.UPDATE if now else Action.CREATE,
        "as before the run",
        differences=(Difference("content", now.text if now else None, before.text),),
        operations=(_writing(past.key, data, message, now, world),),
        before=now,
        after=replace(before, message=message),
        url=_url(past.key, world),
        advice=_advice(past.key),
    )


def _writing(
    path: str, data: bytes, message: str, existing: ExistingFile | None, world: World
) -> Call:
    fields = {
        "message": message,
        "content": base64.b64encode(data).decode(),
        **({"sha": existing.sha} if existing else {}),
    }
    return Call("PUT", _path(path, world), fields)


def _path(path: str, world: World) -> str:
    return f"repos/{world.repository.name}/contents/{quote(path)}"


def _url(path: str, world: World) -> str:
    return f"{world.repository.url}/blob/HEAD/{quote(path)}"


def _needed(path: str, context: Context) -> tuple[str, ...]:
    """Return what the board's workflow needs but a run cannot create: a secret."""
    rules = context.project.automations if context.project else None
    if rules is None or rules.workflow != path:
        return ()
    told = f"it needs the secret {rules.secret}, a token with the scopes repo and project"
    return (f"{told}: `gh secret set {rules.secret}`; `doctor` tells whether it is set",)


def _advice(path: str) -> str:
    return _WORKFLOW_ADVICE if path.startswith(WORKFLOWS) else _ADVICE


def _sha(file: ExistingFile | None) -> str | None:
    return file.sha if file else None


def _is_ours(file: ExistingFile) -> bool:
    """Tell whether the present file was written by the tool."""
    first_words = _BEFORE_TRAILERS.get(file.message.strip())
    is_older = first_words is not None and (file.text or "").startswith(first_words)
    return is_older or _TRAILER in file.message.splitlines()


def blob_sha(data: bytes) -> str:
    """Return git's id of a file's content (`git hash-object`)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
