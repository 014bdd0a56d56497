"""Who listens to a run whose stdout is one document: it says nothing but what has to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from gh_playbook.convergence.listener import Quiet
from gh_playbook.declaration.source import Fault
from gh_playbook.declaration.step import Step
from gh_playbook.report.console import TextReport


@dataclass
class Asking(Quiet):
    """Says nothing but what has to be asked."""

    report: TextReport

    def ask(self, questions: Sequence[Fault]) -> bool:
        """Ask as the report does."""
        return self.report.ask(questions)

    def confirm(self, step: Step) -> bool:
        """Ask as the report does."""
        return self.report.confirm(step)
