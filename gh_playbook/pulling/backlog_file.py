"""The files of a backlog, edited together: either all edits are written, or none."""

from collections.abc import Callable
from pathlib import Path

from gh_playbook.declaration import text_file
from gh_playbook.declaration.backlog import Backlog
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.exporting.yaml_text import InLine, Raw
from gh_playbook.model.world import World
from gh_playbook.pulling.three_way import Taken
from gh_playbook.pulling.yaml_edit import EditError, Editor

_ONE = {
    "labels": "a label",
    "assignees": "somebody",
    "blocked_by": "an issue that blocks it",
    "related_to": "a related issue",
}
_MARK = b"\xef\xbb\xbf"


class BacklogFiles:
    """The files of a backlog; each gets an editor when it is first changed."""

    def __init__(self, backlog: Backlog, world: World) -> None:
        self._backlog = backlog
        self._world = world
        self._editors: dict[Path, Editor] = {}
        self._named: set[tuple[str, str]] = set()

    def editor(self, desired: Declared) -> Editor:
        """Return the editor of the file that declares a thing. Raises EditError and InputError."""
        if desired.source is None:
            raise EditError("it stands in no file")
        path = Path(desired.source.file)
        if path not in self._editors:
            self._editors[path] = Editor(text_file.read(path))
        return self._editors[path]

    def rename(self, section: str, old: str, new: str) -> None:
        """Write another name of a label or milestone into all files. Raises EditError."""
        sources = [self._backlog, *self._backlog.all_issues, *getattr(self._backlog, section)]
        paths = {each.source.file: each for each in sources if each.source is not None}
        renamed = [self.editor(each).rename(section, old, new) for each in paths.values()]
        if not any(renamed):
            raise EditError("no file names it just so")

    def declare(self, editor: Editor, found: Taken) -> None:
        """Declare the labels, the milestone or the type that an issue will name, if necessary."""
        names = found.existing if found.field == "labels" else [found.existing]
        for name in names if found.field in {"labels", "milestone", "type"} else ():
            if name is not None:
                self._name(editor, found.field, name)

    def _name(self, editor: Editor, field: str, name: str) -> None:
        section, entry = self._named_entry(field, name)
        backlog = self._backlog
        declared = {
            "labels": [each.name for each in backlog.labels],
            "milestones": [each.title for each in backlog.milestones],
            "issue_types": [each.name for each in backlog.issue_types],
        }[section]
        known = {folded(each) for each in declared}
        if folded(name) not in known and (section, folded(name)) not in self._named:
            self._named.add((section, folded(name)))
            editor.append(section, entry)

    def _named_entry(self, field: str, name: str) -> tuple[str, InLine]:
        if field == "milestone":
            return "milestones", InLine(title=name)
        if field == "type":
            return "issue_types", InLine(name=name)
        label = self._world.label(name)
        color = {"color": Raw(label.color)} if label else {}
        return "labels", InLine(name=name, **color)

    def write(self, check: Callable[[], object]) -> list[Path]:
        """Write the changed files; if `check` then raises InputError, restore them.

        Returns the files that changed. Raises that InputError.
        """
        before = {path: path.read_bytes() for path in self._editors}
        changed = []
        for path, editor in self._editors.items():
            if editor.result != text_file.read(path):
                mark = _MARK if before[path].startswith(_MARK) else b""
                path.write_bytes(mark + editor.result.encode())
                changed.append(path)
        try:
            check()
        except InputError as error:
            for path in changed:
                path.write_bytes(before[path])
            advice = Fault("what is on GitHub does not fit into the backlog: nothing was changed")
            raise InputError([*error.faults, advice]) from error
        return changed


def own_texts(own: list[str], found: Taken) -> list[str]:
    """Return the texts of a list that an issue is to say itself; others it has from elsewhere.

    Raises EditError where one that is gone comes from elsewhere.
    """
    gone = {folded(name) for name in found.declared} - {folded(name) for name in found.existing}
    if gone - {folded(name) for name in own}:
        where = "`defaults` or `labels_from`" if found.field == "labels" else "`defaults`"
        raise EditError(f"{_ONE[found.field]} comes from {where}")
    new = [name for name in found.existing if name not in found.declared]
    return [*(name for name in own if folded(name) not in gone), *new]
