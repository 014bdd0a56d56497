"""The edits of a pull: each change that was decided is written into the files of a backlog."""

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.declared import Declared
from gh_playbook.editing.yaml_edit import EditError, Mentions
from gh_playbook.model.world import World
from gh_playbook.pulling.backlog_file import BacklogFiles
from gh_playbook.pulling.decision import Decisions
from gh_playbook.pulling.part import Place, Write
from gh_playbook.pulling.three_way import Conflict, Taken
from gh_playbook.settings import Settings


class Edits:
    """Writes changes into the files; `decisions` has those that were written and those left."""

    def __init__(
        self, settings: Settings, backlog: Backlog, world: World, decisions: Decisions
    ) -> None:
        self._settings = settings
        self.files = BacklogFiles(backlog, world)
        self.decisions = decisions

    def change(self, found: Taken, desired: Declared, place: Place, write: Write) -> None:
        """Change a field in its file; a conflict only if that is the decision."""
        if isinstance(found, Conflict) and not self.decisions.is_taken(found):
            return
        try:
            editor = self.files.editor(desired)
            write(editor, place(editor))
            self.decisions.taken.append(found)
        except EditError as error:
            self.decisions.leave(found, error)

    def change_apart(self, found: Taken, desired: Declared, place: Place, write: Write) -> None:
        """Change a field apart from the edits before it, whose lines it may move."""
        self.files.editor(desired).apply()
        self.change(found, desired, place, write)
        self.files.editor(desired).apply()

    def rename(self, found: Taken, section: str, find: Mentions, new: str) -> bool:
        """Write a new name wherever the files have the old one; tell whether that was possible."""
        try:
            self.files.rename(section, find, new, self.check)
        except EditError as error:
            self.decisions.leave(found, error)
            return False
        self.decisions.taken.append(found)
        return True

    def begin_again(self, backlog: Backlog) -> None:
        """Begin with the edited backlog: its issues may be at other places in the files."""
        self.files = self.files.begun_again(backlog)

    def checked(self) -> Prepared:
        """Return the edited backlog. Raises InputError if the edits have broken it."""
        found: list[Prepared] = []
        self.files.check_all(lambda: found.append(prepare(self._settings)))
        return found[-1]

    def check(self) -> None:
        """Raise InputError if the edits have broken the backlog."""
        prepare(self._settings)
