"""The files of a backlog, edited together: all edits are checked before any is written."""

from collections.abc import Callable
from pathlib import Path

from gh_playbook.declaration import text_file
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, InputError, shown
from gh_playbook.declaration.yaml.yaml_value import Raw
from gh_playbook.editing.yaml_edit import EditError, Editor, Mentions
from gh_playbook.formatting.yaml_text import InLine
from gh_playbook.model.world import World
from gh_playbook.pulling.three_way import Taken

_ONE = {
    "labels": "a label",
    "assignees": "somebody",
    "blocked_by": "an issue that blocks it",
    "related_to": "a related issue",
}
_MARK = b"\xef\xbb\xbf"


class BacklogFiles:
    """The files of a backlog, as it was read last; each gets an editor when it is first changed."""

    def __init__(self, backlog: Backlog, world: World) -> None:
        self.backlog = backlog
        self._world = world
        self._editors: dict[Path, Editor] = {}
        self._named: set[tuple[str, str]] = set()

    @property
    def is_changed(self) -> bool:
        """Tell whether any file has changes."""
        return bool(self._contents())

    def begun_again(self, backlog: Backlog) -> "BacklogFiles":
        """Return the edited files, for further edits; `backlog` is their present content."""
        files = BacklogFiles(backlog, self._world)
        files._editors = {path: Editor(each.result) for path, each in self._editors.items()}
        return files

    def editor(self, desired: Declared) -> Editor:
        """Return the editor of the file that declares a thing. Raises EditError and InputError."""
        if desired.source is None:
            raise EditError("it is in no file")
        path = Path(desired.source.file)
        if path not in self._editors:
            self._editors[path] = Editor(text_file.read(path))
        return self._editors[path]

    def rename(self, section: str, find: Mentions, new: str, check: Callable[[], object]) -> None:
        """Write another name into all files, before anything else changes.

        `section` is the backlog's section that declares the renamed thing.

        Raises EditError, and changes nothing, if no file names it, or if `check` raises InputError.
        """
        before = {path: editor.result for path, editor in self._editors.items()}
        declared = getattr(self.backlog, section)
        things = declared if isinstance(declared, tuple) else [declared]
        sources = [self.backlog, *self.backlog.all_issues, *things]
        paths = {each.source.file: each for each in sources if each.source is not None}
        renamed = [self.editor(each).rename(find, new) for each in paths.values()]
        if not any(renamed):
            raise EditError("no file has exactly this name")
        try:
            self.check(check)
        except InputError as error:
            self._editors = {path: Editor(text) for path, text in before.items()}
            is_made = section == "labels" and self._has_rules()
            why = "it comes from `labels_from`" if is_made else error.faults[0].message
            raise EditError(why) from error
        self._named.add((section, folded(new)))

    def _has_rules(self) -> bool:
        """Tell whether `labels_from` makes labels by a template, which has no name to change."""
        rules = [
            self.backlog.labels_from,
            *(each.labels_from for each in self.backlog.all_issues),
        ]
        return any(isinstance(rule, str) for each in rules for rule in each.values())

    def declare(self, editor: Editor, found: Taken) -> None:
        """Declare the labels, the milestone or the type that an issue will name, if necessary."""
        names = found.existing if found.field == "labels" else [found.existing]
        for name in names if found.field in {"labels", "milestone", "type"} else ():
            if name is not None:
                self._name(editor, found.field, name)

    def _name(self, editor: Editor, field: str, name: str) -> None:
        section, entry = self._named_entry(field, name)
        backlog = self.backlog
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

    def check(self, check: Callable[[], object]) -> None:
        """Call `check` as if the files were changed already. Raises its InputError."""
        with text_file.instead(self._contents()):
            check()

    def check_all(self, check: Callable[[], object]) -> None:
        """Check all edits before they are written. Raises InputError, with advice."""
        try:
            self.check(check)
        except InputError as error:
            advice = Fault("what is on GitHub does not fit into the backlog: nothing was changed")
            raise InputError([*error.faults, advice]) from error

    def write(self) -> list[Path]:
        """Write the files that changed; return them as people write their paths.

        Raises InputError.
        """
        contents = self._contents()
        for path, content in contents.items():
            text_file.write_input(path, content)
        return [Path(shown(path)) for path in contents]

    def _contents(self) -> dict[Path, bytes]:
        """Return the new contents of the changed files."""
        contents = {}
        for path, editor in self._editors.items():
            before = path.read_bytes()
            mark = _MARK if before.startswith(_MARK) else b""
            content = mark + editor.result.encode()
            if content != before:
                contents[path] = content
        return contents


def own_texts(own: list[str], found: Taken) -> list[str] | None:
    """Return the texts of a list that an issue must declare itself; the others come from elsewhere.

    Returns None, which cancels values from elsewhere, if nothing is left. Raises EditError if a
    removed text comes from elsewhere and others stay, or if `labels_from` may make it.
    """
    gone = {folded(name) for name in found.declared} - {folded(name) for name in found.existing}
    if gone - {folded(name) for name in own}:
        if not found.existing and found.field != "labels":
            return None
        where = "`defaults` or `labels_from`" if found.field == "labels" else "`defaults`"
        raise EditError(f"{_ONE[found.field]} comes from {where}")
    new = [name for name in found.existing if name not in found.declared]
    return [*(name for name in own if folded(name) not in gone), *new]
