"""The engine of Actions: runs are stored, and carried out one after another.

The server's thread reads and writes the state; another thread runs the steps, which send requests
to the server. That thread uses `post` for everything that it needs from the state.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from gh_sandbox.access.tokens import Viewer
from gh_sandbox.actions import context, expression, trigger, workflow
from gh_sandbox.actions.brake import Brake
from gh_sandbox.actions.expression import Scope
from gh_sandbox.actions.fault import WorkflowError
from gh_sandbox.actions.runner import JobResult, Order, Runner
from gh_sandbox.actions.trigger import Occurrence, is_addressed, is_wanted
from gh_sandbox.actions.workflow import Workflow
from gh_sandbox.clock import Clock
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.workflows import variable as variables
from gh_sandbox.rules.workflows import workflow_run as runs
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Store, Value

T = TypeVar("T")
_log = logging.getLogger(__name__)
_IDLE = 20.0


@dataclass(frozen=True)
class _Waiting:
    """A waiting run, and the group in which only one run may wait."""

    run_id: int
    workflow: Workflow
    occurrence: Occurrence
    github: Mapping[str, Any]
    group: str | None


class ActionsEngine:
    """The Actions of one server; `environment` leads `gh` to it, without a token."""

    def __init__(self, store: Store, clock: Clock, environment: Mapping[str, str]) -> None:
        self._store = store
        self._clock = clock
        self._environment = environment
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue()
        self._pending: dict[int, _Waiting] = {}
        self._brake = Brake()
        self._runner: Runner | None = None
        self._running_id: int | None = None
        self._thread: threading.Thread | None = None
        self._tick: Callable[[], None] | None = None
        self._post: Callable[[Callable[[], None]], object] | None = None
        self._is_over = False
        self._forgotten = 0
        with store.transaction():
            runs.abandon(store)

    def attend(
        self, post: Callable[[Callable[[], None]], object], tick: Callable[[], None]
    ) -> None:
        """Begin to carry out waiting runs; `post` runs a function in the server's thread.

        `tick` of that thread is called from time to time: it starts the runs of due schedules.
        """
        if self._thread is None:
            self._post, self._tick = post, tick
            self._thread = threading.Thread(target=self._work, name="actions", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop the present run, and start no other."""
        self._is_over = True
        runner = self._runner
        if runner is not None:
            runner.stop()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(10)

    def forget(self) -> None:
        """Forget the waiting runs, as after a reset, and stop the present one."""
        self._forgotten += 1
        self._pending.clear()
        runner = self._runner
        if runner is not None:
            runner.stop()

    def stop(self, run_id: int) -> None:
        """Stop the present run, if it has this id."""
        runner = self._runner
        if runner is not None and self._running_id == run_id:
            runner.stop()

    # In the server's thread, within a transaction.

    def take_up(self, session: Session, happened: Iterable[Occurrence]) -> list[int]:
        """Store the runs that occurrences trigger, let them wait, and return their ids."""
        made: list[int | None] = []
        for occurrence in happened:
            place = session.store.get("repository", occurrence.repository_id)
            commit = contents.resolve(session, place, None)
            sha = occurrence.head_sha if occurrence.event == "pull_request" else commit
            for path, text in runs.files(session, place, sha).items():
                made.append(self._consider(session, place, path, text, occurrence, str(sha)))
        return [each for each in made if each is not None]

    def _consider(
        self,
        session: Session,
        place: Row,
        path: str,
        text: str,
        occurrence: Occurrence,
        sha: str,
    ) -> int | None:
        events = workflow.triggers(text)
        is_meant = is_addressed(occurrence, path, events)
        if not is_meant or runs.is_disabled(session, place["id"], path):
            return None
        fault, read = None, None
        try:
            by_itself = occurrence.event in ("schedule", "workflow_dispatch")
            if not by_itself and not is_wanted(occurrence, events):
                return None
            read = workflow.read(text)
        except WorkflowError as error:
            fault = str(error)
        if fault is None:
            fault = self._brake.fault()
        name = (read.name if read else None) or path
        kept = runs.known(session, place["id"], path, name)
        start = runs.Start(
            kept,
            occurrence.event,
            fault or occurrence.title or name,
            occurrence.actor_id,
            occurrence.head_branch or place["default_branch"] or "main",
            sha,
            None if fault is None else "startup_failure",
            occurrence.text() if fault is None else None,
        )
        run_id = runs.create(session, start)
        if read is not None and fault is None:
            self._let_wait(session, place, read, occurrence, run_id, sha)
        return run_id

    def run_again(self, session: Session, run: Row) -> None:
        """Let a finished run wait again, as its commit has it.

        Raises WorkflowError for one that could not start.
        """
        place = session.store.get("repository", run["repository_id"])
        kept = session.store.get("workflow", run["workflow_id"])
        text = runs.files(session, place, run["head_sha"]).get(kept["path"])
        if text is None or run["occurrence"] is None:
            raise WorkflowError("the run never started")
        again = workflow.read(text)
        runs.restart(session, run["id"])
        occurrence = trigger.read(run["occurrence"])
        self._let_wait(session, place, again, occurrence, run["id"], run["head_sha"])

    def _let_wait(
        self,
        session: Session,
        place: Row,
        read: Workflow,
        occurrence: Occurrence,
        run_id: int,
        sha: str,
    ) -> None:
        github = context.github(session, place, read, occurrence, run_id, sha)
        group = None
        if read.concurrency is not None:
            known = variables.values(session, place["id"])
            scope = Scope({"github": github, "inputs": {}, "vars": known}, {})
            try:
                group = f"{place['id']}/{expression.text(read.concurrency.group, scope)}"
            except WorkflowError as error:
                values: dict[str, Value] = {"title": str(error)}
                session.store.update("workflow_run", run_id, values)
                runs.finish(session, run_id, "startup_failure")
                return
            for other in [each for each in self._pending.values() if each.group == group]:
                runs.finish(session, other.run_id, "cancelled")
                del self._pending[other.run_id]
        waiting = _Waiting(run_id, read, occurrence, github, group)
        self._pending[run_id] = waiting
        self._waiting.put(waiting)

    # In the engine's thread.

    def _work(self) -> None:
        while not self._is_over:
            try:
                waiting = self._waiting.get(timeout=_IDLE)
            except queue.Empty:
                if self._post is not None and self._tick is not None:
                    self._post(self._tick)
                continue
            if waiting is None:
                return
            try:
                self._run(waiting)
            except Exception:  # noqa: BLE001 - one run must not end the others
                if not self._is_over:
                    _log.exception("run %s failed", waiting.run_id)

    def _run(self, waiting: _Waiting) -> None:
        forgotten = self._forgotten
        begun = self._ask(lambda session: self._begin(session, waiting))
        if begun is None:
            return
        order, tokens = begun

        def note(session: Session, job: JobResult) -> None:
            if forgotten == self._forgotten:
                _note(session, waiting, job)

        def end(session: Session) -> None:
            # After a reset another run may have this one's id.
            if forgotten == self._forgotten:
                _end(session, waiting, conclusion, tokens)

        self._running_id = waiting.run_id
        self._runner = Runner(order, lambda job: self._ask(lambda each: note(each, job)))
        try:
            is_over = self._is_over or forgotten != self._forgotten
            conclusion = "cancelled" if is_over else self._runner.run()
        finally:
            self._runner = None
        self._ask(end)

    def _begin(self, session: Session, waiting: _Waiting) -> tuple[Order, list[str]] | None:
        """Give the jobs their tokens, if the run still waits."""
        if self._pending.pop(waiting.run_id, None) is None:
            return None
        if not runs.begin(session, waiting.run_id):
            return None
        place = session.store.get("repository", waiting.occurrence.repository_id)
        tokens = {
            key: context.token(session, place, waiting.workflow.granted(job))
            for key, job in waiting.workflow.jobs.items()
        }
        order = Order(
            workflow=waiting.workflow,
            github=waiting.github,
            secrets=runs.secrets(session, place["id"]),
            variables=variables.values(session, place["id"]),
            inputs=waiting.occurrence.payload.get("inputs") or {},
            environment=self._environment,
            tokens=tokens,
        )
        return order, list(tokens.values())

    def _ask(self, do: Callable[[Session], T]) -> T:
        """Run a function on the state in the server's thread, and wait for its result."""
        answer: Future[T] = Future()

        def act() -> None:
            try:
                with self._store.transaction():
                    session = Session(self._store, self._clock, Viewer(0, "", ()))
                    found = do(session)
                answer.set_result(found)
            except BaseException as error:  # noqa: BLE001 - told to the thread that asked
                answer.set_exception(error)

        if self._post is None:
            raise RuntimeError("nobody attends")
        self._post(act)
        return answer.result(60)


def _note(session: Session, waiting: _Waiting, job: JobResult) -> None:
    steps = [
        {
            "name": each.name,
            "status": "completed",
            "conclusion": each.conclusion,
            "number": number,
        }
        for number, each in enumerate(job.steps, 1)
    ]
    runs.add_job(session, waiting.run_id, job.name, job.conclusion, steps, job.log)


def _end(session: Session, waiting: _Waiting, conclusion: str, tokens: Iterable[str]) -> None:
    for token in tokens:
        session.store.execute("DELETE FROM token WHERE token = ?", token)
    runs.finish(session, waiting.run_id, conclusion)
