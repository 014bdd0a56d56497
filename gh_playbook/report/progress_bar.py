"""The bar that a terminal shows while a run changes many things."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gh_playbook.model.change import Change
from gh_playbook.report.escaping import escaped_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

# With fewer things, a bar would only flicker.
_LONG = 5


class ProgressBar:
    """Counts each thing once, even if it takes several changes.

    `to_change` is the number of things that the whole run changes, if it is known. Without it the
    bar counts the things of a group, of which many may be as declared already.
    """

    def __init__(self) -> None:
        self.to_change: int | None = None
        self.shown: Progress | None = None
        self._moved: set[tuple[str, str]] = set()

    def begin(self, names: Sequence[str], total: int, console: "Console | None") -> None:
        """Show the bar of a group with so many things, if this may take a while."""
        if self.to_change is None:
            self._moved.clear()
        else:
            total = self.to_change
        if total < _LONG:
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        name = TextColumn("{task.description}", markup=False)
        self.shown = Progress(
            name, BarColumn(), MofNCompleteColumn(), console=console, transient=True
        )
        # All names would leave no room for the bar.
        ends = dict.fromkeys([names[0], names[-1]])
        told = escaped_line(" … ".join(ends))
        self.shown.add_task(told, total=total, completed=len(self._moved))
        self.shown.start()

    def advance(self, change: Change) -> None:
        """Count the thing of a change that was carried out."""
        self._moved.add((change.module, change.key))
        if self.shown is not None:
            self.shown.update(self.shown.task_ids[0], completed=len(self._moved))

    def stop(self) -> None:
        """Take the bar away."""
        if self.shown is not None:
            self.shown.stop()
            self.shown = None
