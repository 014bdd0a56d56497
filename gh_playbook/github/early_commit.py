"""The early commit: the register's commit, made while one of the last documents is on its way.

At the end of a run the register takes a commit and an update of its reference. A commit that
nothing points at does no harm. So it is sent as soon as its text is certain: when everything exists
that the register lists. Nobody waits for its answer until the end, or until another REST request is
to be sent. If the text is another one at the end, another commit is made.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import field

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.git_ref import commit_call
from gh_playbook.github.writer import Begun, Done, Writer
from gh_playbook.model.existing import Repository

# A text, and the commit before it; None means no commit.
Version = tuple[str, str | None]


@dataclass
class EarlyCommit:
    """A commit that is made once; `content` returns its content, None as long as that is open."""

    repository: Repository
    writer: Writer
    content: Callable[[], Version | None] = lambda: None
    _version: Version | None = field(default=None, repr=False)
    _begun: Begun | None = field(default=None, repr=False)
    _commit: str | None = None

    def begin(self) -> None:
        """Send it, if its content is certain, and unless writes are paced."""
        if self._version is not None or self.repository.tree is None:
            return
        self._version = self.content()
        if self._version is not None:
            call = commit_call(self.repository, *self._version)
            self._begun = self.writer.begin_beside(call)

    def wait(self) -> None:
        """Wait for the answer, if it was sent."""
        begun, self._begun = self._begun, None
        if begun is None:
            return
        with suppress(GitHubError):  # The end of the run makes another one.
            (reply,) = self.writer.replies(begun)
            if isinstance(reply, Done) and reply.payload:
                self._commit = str(reply.payload["sha"])

    def of(self, version: Version) -> str | None:
        """Return the id of the commit with this content, if it was made."""
        self.wait()
        return self._commit if self._version == version else None
