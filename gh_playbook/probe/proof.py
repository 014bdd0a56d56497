"""Proving the board's rules by their effects: an issue and a pull request are created.

proof = probe(settings, timeout=300, say=print)

Everything created is removed again, whatever happens; things that GitHub never removes are named
beforehand. A rule counts as seen when the card reaches its Status in time, moved by the generated
workflow or by a built-in one.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from gh_playbook.convergence import guard
from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import counted
from gh_playbook.frozen import dataclass
from gh_playbook.github import session
from gh_playbook.github.error import GitHubError, RateLimitedError
from gh_playbook.model.target import Target
from gh_playbook.probe import place
from gh_playbook.probe.place import Place
from gh_playbook.probe.remains import TITLE, Left, Remains
from gh_playbook.probe.rule import Expectation, Rule
from gh_playbook.probe.subject import Subject
from gh_playbook.settings import Settings

_INTERVAL = 3.0
# GitHub's answers to a forbidden and to an impossible merge: its REST documentation.
_NOT_MERGED = {403, 405, 409, 422}
# GitHub's answer to an issue of a type that does not exist: its REST documentation.
_NOT_OPENED = {422}


class ProbeOutcome(StrEnum):
    """The result of an expectation."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    NOT_TRIED = "not tried"


@dataclass(frozen=True)
class Sighting:
    """An expectation and the observation: the card's last Status, after this number of `seconds`.

    If it was not seen, `advice` names the workflow that should have moved the card.
    """

    expectation: Expectation
    outcome: ProbeOutcome
    actual: str | None
    seconds: float
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proof:
    """The result of a probe; `left` are the things that it could not remove."""

    target: Target
    project: str
    sightings: tuple[Sighting, ...]
    left: tuple[Left, ...]

    @property
    def exit_code(self) -> int:
        """The exit code: 0 if all rules were seen, 2 if one was not, 1 if something is left."""
        if any(not each.is_put_away for each in self.left):
            return 1
        return 0 if all(each.outcome is ProbeOutcome.SEEN for each in self.sightings) else 2


@dataclass(frozen=True)
class Watch:
    """Time: how long a probe may take, in seconds, with its clock and its sleep."""

    timeout: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def until(
        self, ask: Callable[[], str | None], holds: Callable[[str | None], bool], deadline: float
    ) -> str | None:
        """Ask until the answer holds, or the deadline is over; return the last answer."""
        while True:
            answer = ask()
            rest = deadline - self.clock()
            if holds(answer) or rest <= 0:
                return answer
            self.sleep(min(_INTERVAL, rest))


def probe(
    settings: Settings,
    *,
    watch: Watch,
    say: Callable[[str], None] = lambda _line: None,
    on_wait: Callable[[float, str], None] = lambda _seconds, _why: None,
    token: Callable[[], str] = lambda: secrets.token_hex(4),
) -> Proof:
    """Probe the rules of the backlog's board in the settings' repository.

    `say` is called with the plan, and with each step. `token` makes the names unique to this probe.
    Raises InputError if there is nothing to try or if probing is not allowed, and GitHubError.
    """
    prepared = prepare(settings)
    elsewhere = [] if settings.yes else list(guard.other_repository(settings, prepared))
    if elsewhere:
        raise InputError([*elsewhere, Fault("nothing was written: --yes confirms it")])
    chosen = replace(settings, dry_run=False)
    with session.opened(chosen, on_wait, runs_workflows=True) as opened:
        there = place.read(opened.reader, prepared)
        if opened.writer is None:
            raise ValueError("a probe writes")
        login = there.target.login
        remains = Remains(there.owner, there.name, login, opened.reader, opened.writer)
        subject = Subject(there, opened.reader, opened.writer, token())
        return _Probe(there, subject, remains, watch, say).run()


@dataclass(frozen=True)
class _Probe:
    """One probe."""

    place: Place
    subject: Subject
    remains: Remains
    watch: Watch
    say: Callable[[str], None]

    def run(self) -> Proof:
        """Tell the plan, carry it out, and clean up."""
        for line in plan(self.place, self.subject, self.watch.timeout):
            self.say(line)
        deadline = self.watch.clock() + self.watch.timeout
        try:
            # The remains of a killed run.
            self._tell(self.remains.clean())
            sightings = self._sightings(deadline)
        finally:
            left = self._clean()
        return Proof(self.place.target, self.place.project, sightings, left)

    def _sightings(self, deadline: float) -> tuple[Sighting, ...]:
        """Try every rule; each gets its share of the remaining time."""
        if self.place.needs_pull_request:
            self.subject.make_branch()
        self.subject.make_issue()
        sightings: list[Sighting] = []
        expectations = self.place.expectations
        for index, expectation in enumerate(expectations):
            now = self.watch.clock()
            share = max(deadline - now, 0) / (len(expectations) - index)
            sighting = self._try(expectation, now + share)
            sightings.append(sighting)
            self.say(f"{expectation.rule}: {sighting.outcome} after {sighting.seconds:.0f} s")
        return tuple(sightings)

    def _try(self, expectation: Expectation, deadline: float) -> Sighting:
        """Trigger a rule and watch the card."""
        rule, subject = expectation.rule, self.subject
        if rule is Rule.OPENED:
            return self._open(expectation, deadline)
        self._make_ready(expectation, deadline)
        began = self.watch.clock()
        acts = {
            Rule.LINKED: subject.open_pull_request,
            Rule.BLOCKED: subject.put_label,
            Rule.UNBLOCKED: subject.take_label,
            Rule.MERGED: subject.merge,
            Rule.CLOSED: subject.close,
        }
        try:
            acts[rule]()
        except GitHubError as error:
            if rule is not Rule.MERGED or not _is_refusal(error):
                raise
            refusal = f"the pull request could not be merged: {error}"
            return Sighting(expectation, ProbeOutcome.NOT_TRIED, subject.status(), 0.0, (refusal,))
        wanted = expectation.status
        actual = self.watch.until(subject.status, lambda now: now == wanted, deadline)
        seconds = self.watch.clock() - began
        if actual == wanted:
            return Sighting(expectation, ProbeOutcome.SEEN, actual, seconds)
        # A late workflow then finds the card where it would put it, and disturbs no other rule.
        subject.set_status(wanted)
        advice = self.place.advice(rule)
        return Sighting(expectation, ProbeOutcome.NOT_SEEN, actual, seconds, advice)

    def _open(self, expectation: Expectation, deadline: float) -> Sighting:
        """Open an issue and watch for its card; a card without a Status counts too."""
        subject = self.subject
        if expectation.opening is None:
            subject.put_on_board()
        began = self.watch.clock()
        try:
            issue = subject.open(expectation)
        except GitHubError as error:
            if expectation.opening is None or error.status not in _NOT_OPENED:
                raise
            refusal = f"the issue could not be opened: {error}"
            return Sighting(expectation, ProbeOutcome.NOT_TRIED, None, 0.0, (refusal,))
        wanted = expectation.status or ""
        actual = self.watch.until(
            lambda: subject.arrival(issue), lambda now: now == wanted, deadline
        )
        seconds = self.watch.clock() - began
        if actual == wanted:
            return Sighting(expectation, ProbeOutcome.SEEN, actual, seconds)
        advice = self.place.advice(expectation.rule)
        return Sighting(expectation, ProbeOutcome.NOT_SEEN, actual, seconds, advice)

    def _make_ready(self, expectation: Expectation, deadline: float) -> None:
        """Bring issue, pull request and card into the state from which the rule can be seen."""
        self.subject.put_on_board()
        if expectation.rule is Rule.MERGED:
            self.subject.open_pull_request()
            self.watch.until(self.subject.mergeable, lambda now: now != "UNKNOWN", deadline)
        if expectation.rule is Rule.CLOSED:
            self.subject.reopen()
        if self.subject.status() not in expectation.begins:
            self.subject.set_status(expectation.begins[0])

    def _clean(self) -> tuple[Left, ...]:
        """Remove everything that was created; report what could not be removed."""
        try:
            left = self.remains.clean(self.subject.branch)
        except GitHubError as error:
            left = self._unread(error)
        self._tell(left)
        return left

    def _tell(self, left: tuple[Left, ...]) -> None:
        for each in left:
            what = "closed, not deleted" if each.is_put_away else "left behind"
            self.say(f"{what}: {each.name} ({each.reason}); to delete it: {each.command}")

    def _unread(self, error: GitHubError) -> tuple[Left, ...]:
        """Return from memory the things that may be left, if they could not be read."""
        subject, repository = self.subject, self.place.repository
        reason = f"what exists could not be read: {error}"
        found = []
        if subject.pull_request:
            command = f"gh pr close {subject.pull_request} -R {repository}"
            found.append(Left(f"pull request #{subject.pull_request}", reason, command))
        if subject.number:
            command = f"gh issue delete {subject.number} -R {repository} --yes"
            found.append(Left(f"issue #{subject.number}", reason, command))
        if self.place.needs_pull_request:
            path = f"repos/{repository}/git/refs/heads/{subject.branch}"
            command = f"gh api -X DELETE {path}"
            found.append(Left(f"the branch {subject.branch}", reason, command))
        return tuple(found)


def _is_refusal(error: GitHubError) -> bool:
    """Tell whether GitHub refused to merge a pull request."""
    return error.status in _NOT_MERGED and not isinstance(error, RateLimitedError)


def plan(place: Place, subject: Subject, timeout: float) -> list[str]:
    """Return, line by line, the plan of a probe, and the things that stay. Pure."""
    name = TITLE + subject.token
    fate = "deleted" if place.may_delete else "closed (this login may not delete issues)"
    more = sum(
        each.rule is Rule.OPENED and not each.is_about_any_issue for each in place.expectations
    )
    lines = [
        f"In {place.target}, on the board {place.project!r}, for at most {timeout:g} s:",
        f"- the issue {name!r} is opened, put on the board, and in the end {fate};",
    ]
    if more:
        many = counted(more, "issue more is", "issues more are")
        lines.append(f"- {many} opened for the rules about new issues, and in the end {fate};")
    if place.needs_pull_request:
        fate = f"merged into {place.branch}" if place.merges else "closed"
        lines.append(f"- a pull request that changes no file is opened and {fate};")
        lines.append(f"- its branch {subject.branch} is deleted.")
        stays = f", and its empty commit in {place.branch}" if place.merges else ""
        lines.append(f"What GitHub never deletes stays: the closed pull request{stays}.")
    return lines
