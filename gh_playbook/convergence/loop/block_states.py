"""The states of the blocks of a run: which steps run after a step of a block has failed."""

from collections.abc import Sequence
from dataclasses import field, replace

from gh_playbook.convergence.loop.control import ENDING
from gh_playbook.declaration.playbook.step import BlockSection, Step
from gh_playbook.frozen import dataclass
from gh_playbook.model.outcome import Outcome, Result

FAILURES = frozenset({Outcome.FAILED, Outcome.BLOCKED})


@dataclass
class _Block:
    """A block that has begun.

    `results` are the positions of its results among all results of the run. `failed` maps each
    failed section to whether that failure ends the run.
    """

    section: BlockSection
    failed: dict[str, bool] = field(default_factory=dict)
    results: list[int] = field(default_factory=list)

    def lets(self, section: BlockSection) -> bool:
        """Tell whether steps of a section run."""
        if section.word == "rescue":
            return "block" in self.failed and "rescue" not in self.failed
        return section.word not in self.failed

    @property
    def is_rescued(self) -> bool:
        """Tell whether the failure was rescued."""
        return "block" in self.failed and self.section.has_rescue and "rescue" not in self.failed

    @property
    def failure(self) -> bool | None:
        """Whether the remaining failure ends the run; None if no failure remains."""
        left = [ends for word, ends in self.failed.items() if word != "block"]
        if "block" in self.failed and not self.is_rescued:
            left.append(self.failed["block"])
        return any(left) if left else None


@dataclass
class BlockStates:
    """The blocks around the current step.

    `results` are all results of the run; rescued failures are noted there. `stopped_by` is the step
    that ended the run, if any.
    """

    results: list[Result]
    stopped_by: Step | None = None
    _open: list[_Block] = field(default_factory=list)
    _last: Step | None = None

    def lets(self, step: Step) -> bool:
        """Tell whether a step runs, after the results so far."""
        self._go_to(step.sections)
        if self.stopped_by is not None:
            return False
        return all(
            block.lets(section) for block, section in zip(self._open, step.sections, strict=True)
        )

    def note(self, step: Step, results: Sequence[Result]) -> None:
        """Note the results of a step: the last ones of all results."""
        first = len(self.results) - len(results)
        for block, section in zip(self._open, step.sections, strict=True):
            if section.word == "block":
                block.results += range(first, len(self.results))
        if any(each.outcome in FAILURES for each in results):
            self._last = step
            self._fail(ends_run=step.module in ENDING)

    def end(self) -> None:
        """Leave all blocks."""
        self._go_to(())

    def _go_to(self, sections: Sequence[BlockSection]) -> None:
        """Leave the blocks that have ended, and enter those that begin."""
        numbers = [each.number for each in sections]
        while [each.section.number for each in self._open] != numbers[: len(self._open)]:
            self._leave(self._open.pop())
        for block, section in zip(self._open, sections, strict=False):
            block.section = section
        self._open += [_Block(each) for each in sections[len(self._open) :]]

    def _leave(self, block: _Block) -> None:
        if block.is_rescued:
            for index in block.results:
                if self.results[index].outcome in FAILURES:
                    self.results[index] = replace(self.results[index], outcome=Outcome.RESCUED)
        if block.failure is not None:
            self._fail(ends_run=block.failure)

    def _fail(self, *, ends_run: bool) -> None:
        """Note a failure where it happened: in the innermost section, or in the run."""
        if self._open:
            block = self._open[-1]
            word = block.section.word
            block.failed[word] = ends_run or block.failed.get(word, False)
        elif ends_run:
            self.stopped_by = self._last
