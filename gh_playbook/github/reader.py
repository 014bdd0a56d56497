"""Reading from GitHub: queries and GET requests. Code that has only a reader cannot write."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from math import inf
from typing import Any, TypeVar

from gh_playbook.frozen import dataclass
from gh_playbook.github import response
from gh_playbook.github.answer import Answer
from gh_playbook.github.error import GitHubError, RateLimitedError, UncertainError
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.response import Path, QueryAnswer
from gh_playbook.github.sandbox_advice import of_shell, place
from gh_playbook.github.simultaneous_read import BUDGET, begun, results

Result = TypeVar("Result")

_ATTEMPTS = 4


@dataclass(frozen=True)
class PartialData:
    """The data of an answer, with the paths at which null means that the login lacks rights.

    `is_exact` tells that every text is exactly as GitHub sent it, if that was asked for. `seconds`
    is how long it took to come, if it is one of several parts.
    """

    data: Any
    withheld: frozenset[Path] = frozenset()
    is_exact: bool = False
    seconds: float = 0.0

    def withholds(self, *path: str) -> bool:
        """Tell whether the value at a path, or below it, is withheld."""
        return any(each[: len(path)] == path for each in self.withheld)


@dataclass
class Reader:
    """Reads from GitHub; `requests` counts its requests.

    `scopes` are the scopes of the token in GitHub's last answer; None if it shows none. `sandbox`
    is the folder of the sandbox that answered, `state` the lineage of its state; None if a real
    GitHub answered.
    """

    gh: Gh
    pacer: Pacer
    requests: int = 0
    retries: int = 0
    scopes: frozenset[str] | None = None
    sandbox: str | None = None
    state: str | None = None

    def query(self, document: str, variables: Mapping[str, Any], *, request: str) -> Any:
        """Return the data of a GraphQL query; `request` names it.

        Raises GitHubError, also if only part of the data came.
        """
        understand = partial(_whole, request=request)
        return self._persist(self._asking(document, variables, request, understand))

    def part(
        self,
        document: str,
        variables: Mapping[str, Any],
        *,
        request: str,
        needed: Collection[Path],
        exact: bool = False,
        more: bool = False,
    ) -> PartialData:
        """Return the data of a GraphQL query, as far as this login may see it.

        `more` says that another query probably follows. Raises GitHubError, also if GitHub
        withholds the value at a `needed` path; values in lists below it may be withheld.
        """
        understand = partial(_partly, request=request, needed=needed)
        asking = self._asking(document, variables, request, understand, exact=exact, more=more)
        return self._persist(asking)

    def parts(
        self,
        queries: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        request: str,
        needed: Collection[Path],
    ) -> list[PartialData]:
        """Return the result of `part` for each of these documents with their variables, in order.

        They are sent at the same time. If one of them fails, or GitHub has had enough work with
        them, the rest is sent one after the other.
        """
        if len(queries) < 2:
            return [self.part(*query, request=request, needed=needed) for query in queries]
        with self.parts_begun(queries, request=request, needed=needed) as coming:
            return coming()

    @contextmanager
    def parts_begun(
        self,
        queries: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        request: str,
        needed: Collection[Path],
    ) -> Iterator[Callable[[], list[PartialData]]]:
        """Send these documents as in `parts`; the yielded function waits for their results.

        Other requests may be sent meanwhile. Each counts, also if nobody waits for its result.
        """
        understand = partial(_partly, request=request, needed=needed)
        tasks = [self._timed(self._asking(*query, request, understand)) for query in queries]
        # A sandbox belongs to the user: no limit of other people applies.
        budget = BUDGET if self.pacer.pause else inf
        sent: Sequence[Future[PartialData | GitHubError | None]] = ()
        try:
            with begun(tasks, self.gh.abandon, budget) as sent:
                yield lambda: self._finished(tasks, results(sent))
        finally:
            self.requests += sum(
                not each.cancelled() and (each.exception() or each.result()) is not None
                for each in sent
            )

    def _timed(self, ask: Callable[[], PartialData]) -> Callable[[], PartialData]:
        """Return the same function, whose result tells how long it took."""

        def timed() -> PartialData:
            begun = self.gh.clock.steady()
            part = ask()
            return replace(part, seconds=self.gh.clock.steady() - begun)

        return timed

    def _finished(
        self,
        tasks: Sequence[Callable[[], PartialData]],
        tried: Sequence[PartialData | GitHubError | None],
    ) -> list[PartialData]:
        """Send once more what has no result."""
        # A refusal is an answer: GitHub knows a cursor no more, or found a document too large.
        unanswered = (UncertainError, RateLimitedError)
        self.retries += sum(isinstance(each, unanswered) for each in tried)
        limit = next((each for each in tried if isinstance(each, RateLimitedError)), None)
        if limit is not None:
            self.pacer.heed(limit, 1)
        return [
            each if isinstance(each, PartialData) else self._persist(task)
            for each, task in zip(tried, tasks, strict=True)
        ]

    def pages(
        self,
        document: str,
        variables: Mapping[str, str | None],
        *,
        request: str,
        needed: Collection[Path],
    ) -> list[PartialData]:
        """Return the page of a list that a query asks for, and the pages after it.

        `gh` turns the pages itself and puts each cursor into `$endCursor`. If a page fails, the
        pages before it are returned, and the caller has to ask for the rest.
        """
        _check(document)
        answers = self.gh.pages(document, variables)
        self.requests += len(answers)
        found: list[PartialData] = []
        for answer in answers:
            try:
                whole = response.graphql(self._seen(answer), request)
                found.append(_partly(whole, request, needed))
            except GitHubError as error:
                self.retries += 1
                if isinstance(error, RateLimitedError):
                    self.pacer.heed(error, 1)
                break
        return found

    def _asking(
        self,
        document: str,
        variables: Mapping[str, Any],
        request: str,
        understand: Callable[[QueryAnswer], Result],
        *,
        exact: bool = False,
        more: bool = False,
    ) -> Callable[[], Result]:
        """Return a function that sends the request once. The function raises GitHubError."""
        _check(document)
        body = {"query": document, "variables": dict(variables)}

        def ask() -> Result:
            answer = self.gh.api("POST", "graphql", body, request=request, exact=exact, more=more)
            return understand(response.graphql(self._seen(answer), request))

        return ask

    def _seen(self, answer: Answer) -> Answer:
        """Return an answer, after noting the facts in its headers."""
        self.scopes = response.scopes(answer)
        self.sandbox = response.sandbox(answer)
        self.state = response.state(answer)
        return answer

    def get(self, path: str, *, request: str) -> Any:
        """Return the JSON of a REST resource. Raises GitHubError."""
        return self._persist(
            lambda: response.rest(self.gh.api("GET", path, request=request), request)
        )

    def answer(self, path: str, *, request: str) -> Answer:
        """Return the whole answer to a GET, even a refusal. Raises GitHubError if none came."""
        return self._persist(lambda: self.gh.api("GET", path, request=request))

    def _persist(self, ask: Callable[[], Result]) -> Result:
        """Ask again if that may help; reading twice does no harm."""
        attempt = 0
        while True:
            attempt += 1
            self.requests += 1
            try:
                return ask()
            except RateLimitedError as error:
                if attempt >= _ATTEMPTS:
                    raise
                self.pacer.heed(error, attempt)
            except UncertainError as error:
                if self.requests == 1:
                    self._check_socket(error)
                if attempt >= _ATTEMPTS:
                    hint = "" if error.status else ": is the network available?"
                    raise GitHubError(
                        f"{error.message}; asked {attempt} times{hint}",
                        request=error.request,
                        status=error.status,
                    ) from error
                self.pacer.back_off(attempt, error.message)
            self.retries += 1

    def _check_socket(self, error: UncertainError) -> None:
        """Raise GitHubError if no answer can come, because `gh` points at a stopped sandbox."""
        path = self.gh.deserted_socket()
        if path is not None:
            start = f"`gh-playbook sandbox.start{place(of_shell() or path.parent)}`"
            raise GitHubError(
                f"GH_CONFIG_DIR leads `gh` to the socket {path}, where no server answers: "
                f"start the sandbox again with {start}, or leave it with "
                "`unset GH_CONFIG_DIR GH_HOST GH_TOKEN`"
            ) from error


def _check(document: str) -> None:
    """Raise ValueError for a document that may write."""
    if not document.lstrip().startswith(("query", "{", "fragment")):
        raise ValueError("a reader sends queries only")


def _partly(answer: QueryAnswer, request: str, needed: Collection[Path]) -> PartialData:
    withheld = answer.withheld(request, needed)
    return PartialData(answer.data, withheld, answer.answer.is_exact)


def _whole(answer: QueryAnswer, request: str) -> Any:
    error = answer.first_error(request)
    if error is not None:
        raise error
    return answer.data
