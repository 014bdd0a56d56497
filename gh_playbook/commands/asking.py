"""A listener for runs whose stdout is one document: it only asks questions."""

from collections.abc import Sequence

from gh_playbook.convergence.listener import Quiet
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault
from gh_playbook.frozen import dataclass
from gh_playbook.report.console import TextReport


@dataclass
class Asking(Quiet):
    """Prints nothing about a run, and asks the necessary questions."""

    report: TextReport

    def ask(self, questions: Sequence[Fault]) -> bool | None:
        """Ask in the same way as the report on the console."""
        return self.report.ask(questions)

    def confirm(self, step: Step) -> bool:
        """Ask in the same way as the report on the console."""
        return self.report.confirm(step)
