"""The `gh` process: one call, one answer. Arguments are a list, bodies go in on stdin."""

import json
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field
from functools import cached_property
from pathlib import Path

from gh_playbook.frozen import dataclass
from gh_playbook.github.answer import Answer, answers, parse
from gh_playbook.github.clock import ClockTimes, GitHubClock
from gh_playbook.github.error import AuthenticationError, GitHubError, ProgramError, UncertainError
from gh_playbook.github.process import gh_environment
from gh_playbook.github.process.call_standby import EXACT, CallStandby, ExactReading
from gh_playbook.github.process.deserted_socket import advice_on_own_sandbox, deserted_socket
from gh_playbook.github.process.gh_version import NEWEST, recent_version
from gh_playbook.github.process.interruption import held_back, time_left
from gh_playbook.github.process.launcher import Launcher, LauncherError
from gh_playbook.github.process.process import Completed, Ended, Process, Running
from gh_playbook.github.process.program import candidates
from gh_playbook.github.process.standby import Standby
from gh_playbook.model.change import Call

# `gh`'s exit code when nobody is logged in, from its manual.
_NOT_AUTHENTICATED = 4
_GRAPHQL = ["api", "-i", "-X", "POST", "graphql", "--input", "-"]
# The server did not wait for the rest of a request: HTTP, "408 Request Timeout".
_NOT_AWAITED = 408
# The variable into which `gh` puts a cursor.
CURSOR = "endCursor"
# After so many processes a launcher is worth its own start.
_FEW = 4
# Processes of several threads begin one after the other.
_BEGINNING = threading.Lock()


@dataclass(frozen=True)
class Underway:
    """A request that was sent: `answer` waits for its answer, `end` stops it."""

    answer: Callable[[], Answer]
    end: Callable[[], None] = lambda: None


@dataclass
class Gh:
    """Runs `gh`; `environment` is added to this process's, `timeout` is in seconds.

    `without_secrets` removes the variables of this process that the sandbox must not see.
    `programs` are the paths of all programs called `gh`; the first one is run. Asking for its
    version takes a process of its own, so this is done only before something is written, or when
    the first request gets no answer. `processes` counts the processes that sent a request. `clock`
    follows the `Date` of the answers. `spare_work` is done while an answer is awaited.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 60
    without_secrets: bool = False
    processes: int = 0
    programs: list[str] = field(default_factory=candidates)
    is_checked: bool = False
    clock: GitHubClock = field(default_factory=GitHubClock, compare=False)
    spare_work: list[Callable[[], object]] = field(default_factory=list, compare=False)
    _asked: Running | None = field(default=None, repr=False, compare=False)
    _is_followed: bool = field(default=False, repr=False, compare=False)
    _running: set[Process] = field(default_factory=set, repr=False, compare=False)
    _is_abandoned: bool = field(default=False, repr=False, compare=False)
    _started: int = field(default=0, repr=False, compare=False)
    _launcher: Launcher | None = field(default=None, repr=False, compare=False)

    @property
    def program(self) -> str:
        """The path of the program that is run. Raises ProgramError if there is none."""
        if not self.programs:
            raise ProgramError(f"there is no `gh` on the PATH: {NEWEST}")
        return self.programs[0]

    def version(self) -> str:
        """Return gh's version; a program that is too old is skipped if there is another.

        Raises GitHubError if there is none, or all are too old.
        """
        try:
            return self._version()
        except GitHubError:
            if len(self.programs) < 2:
                raise
            del self.programs[0]
            self._standby.dismiss()
            self._call_standby.dismiss()
            return self.version()

    def begin_version(self) -> None:
        """Ask the program for its version; `version` takes the answer."""
        self._asked = self._version_asked()

    def _version_asked(self) -> Running:
        return self._asked or self._begin(["--version"], None, self._environment())

    def _version(self) -> str:
        asked, self._asked = self._version_asked(), None
        completed = self._completed(asked)
        return recent_version(completed.out, completed.error)

    def api(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        request: str,
        exact: bool = False,
        more: bool = False,
    ) -> Answer:
        """Send one request, and wait for its answer. Raises the errors of `begin`."""
        return self.begin(method, path, body, request=request, exact=exact, more=more).answer()

    def begin(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        request: str,
        exact: bool = False,
        more: bool = False,
    ) -> Underway:
        """Send one request; `request` names it in errors.

        `exact` also asks for the length of the text. `more` says that another GraphQL request
        probably follows: its process is started meanwhile.

        Taking the answer raises AuthenticationError if nobody is logged in, and UncertainError if
        no whole answer came. A refusal by GitHub is an answer too, with its status.
        """
        arguments = ["api", "-i", "-X", method, path]
        text = None
        if exact:
            arguments += EXACT
        if body is not None:
            arguments += ["--input", "-"]
            text = json.dumps(body)
        asked = self.clock.reading()
        running = self._run(arguments, text, more=more)
        return Underway(lambda: self._answer(running, request, asked), running.end)

    def _answer(self, running: Running, request: str, asked: ClockTimes) -> Answer:
        if threading.current_thread() is threading.main_thread():
            while self.spare_work:
                self.spare_work.pop(0)()
        done = self._completed(running)
        if done.code == _NOT_AUTHENTICATED:
            raise AuthenticationError(
                "nobody is logged in to GitHub: run `gh auth login`, or set GH_TOKEN"
                f"{advice_on_own_sandbox()}"
            )
        answer = parse(done.out)
        if answer is None or answer.status == _NOT_AWAITED:
            self._standby.is_trusted = False
            self._call_standby.dismiss()
        if answer is None:
            self._check()
            why = done.error.strip().splitlines() or [f"gh ended with code {done.code}"]
            raise UncertainError(f"no answer: {why[0]}", request=request)
        self.is_checked = True
        self.clock.heed(answer.headers.get("date"), asked)
        return answer

    def pages(self, query: str, variables: Mapping[str, str | None]) -> list[Answer]:
        """Send a query for a page of a list, and for each page that follows, in one process.

        `gh` puts the cursor of the next page into the variable `CURSOR`. It ends after an answer
        with errors, so there may be fewer answers than pages, or none.
        """
        arguments = ["api", "-i", "graphql", "--paginate", "-F", "query=@-"]
        for name, value in variables.items():
            arguments += [] if value is None else ["-f", f"{name}={value}"]
        return answers(self._completed(self._run(arguments, query)).out)

    def _check(self) -> None:
        """Raise GitHubError if no `gh` is recent enough, unless one has answered before.

        Other threads leave it to the main one, which tells it.
        """
        if not self.is_checked and threading.current_thread() is threading.main_thread():
            self.is_checked = True
            self.version()

    def abandon(self) -> None:
        """End the processes of other threads, which start none from now on.

        The run is interrupted, and nobody waits for their answers.
        """
        with _BEGINNING:
            self._is_abandoned = True
            for process in [*self._running]:
                process.kill()

    @contextmanager
    def ready(self) -> Iterator[None]:
        """Let the next process start before its request; at the end, stop all processes."""
        self._is_followed = True
        try:
            yield
        finally:
            self._is_followed = False
            with held_back(), _BEGINNING:
                self._standby.dismiss()
                self._call_standby.dismiss()
                for process in [*self._running]:
                    process.end()
                self._end_launcher()

    def expect(self, requests: Iterable[Call | ExactReading]) -> None:
        """Note the requests that a run will send, so that their processes start earlier."""
        self._call_standby.expect(requests)

    def stand_by(self, documents: int = 1) -> None:
        """Start the processes of the next documents, which will probably come soon."""
        with suppress(OSError), held_back(), _BEGINNING:
            self._standby.prepare(documents)

    @cached_property
    def _standby(self) -> Standby:
        return Standby(lambda: self._process(_GRAPHQL, self._environment()))

    @cached_property
    def _call_standby(self) -> CallStandby:
        return CallStandby(lambda arguments: self._process(arguments, self._environment()))

    def _process(self, arguments: list[str], environment: Mapping[str, str]) -> Process:
        """Begin a process, in a session of many through the launcher. Raises OSError."""
        self._started += 1
        if self._is_followed and self._started > _FEW:
            try:
                self._launcher = self._launcher or Launcher()
                return Process(self.program, arguments, environment, self._launcher)
            except (ConnectionError, LauncherError):
                # There can be none, or somebody has ended it: from now on, `sh` starts all.
                self._end_launcher()
                self._started = -sys.maxsize
        return Process(self.program, arguments, environment)

    def _end_launcher(self) -> None:
        ended, self._launcher = self._launcher, None
        if ended is not None:
            ended.end()

    def _run(self, arguments: list[str], text: str | None, *, more: bool = False) -> Running:
        with _BEGINNING:
            self.processes += 1
        return self._begin(arguments, text, self._environment(), more=more)

    def _environment(self) -> dict[str, str]:
        return gh_environment.with_settings(self._inherited, self.environment)

    @cached_property
    def _inherited(self) -> dict[str, str]:
        """The environment variables that `gh` gets from this process."""
        return gh_environment.inherited(without_secrets=self.without_secrets)

    def deserted_socket(self) -> Path | None:
        """Return the socket that `gh` would use, if no server listens at it."""
        return deserted_socket(self._environment())

    def _begin(
        self,
        arguments: list[str],
        text: str | None,
        environment: Mapping[str, str],
        *,
        more: bool = False,
    ) -> Running:
        """Start the program, and give it its input. Tests replace this by their own transport."""
        process: Process | None = None
        try:
            with held_back(), _BEGINNING:
                if self._may_not_begin():
                    return Ended(Completed(1, "", "the run was interrupted"))
                is_document = arguments == _GRAPHQL
                process = (
                    self._standby.take() if is_document else self._call_standby.take(arguments)
                )
                process = process or self._process(arguments, environment)
                self._running.add(process)
            process.give(text or "", min(self.timeout, time_left()))
            if self._is_followed:
                # This request is under way, whatever becomes of the next process.
                with suppress(OSError), held_back(), _BEGINNING:
                    if more:
                        self._standby.prepare()
                    self._call_standby.prepare()
        except BaseException as error:
            if process is not None:
                process.end()
            if isinstance(error, OSError):
                raise ProgramError(f"`gh` cannot be started: {error.strerror}") from error
            raise
        return process

    def _may_not_begin(self) -> bool:
        """Tell whether the run was interrupted, and its time is over or that of this thread."""
        is_main = threading.current_thread() is threading.main_thread()
        return not time_left() or (self._is_abandoned and not is_main)

    def _completed(self, running: Running) -> Completed:
        """Wait for the end of the program; an interruption ends it."""
        try:
            return running.completed()
        except BaseException:
            running.end()
            raise
        finally:
            self._running.difference_update([running])
