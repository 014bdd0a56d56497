"""Reading from GitHub: queries and GET requests. Code that has only this cannot write."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any, TypeVar

from gh_playbook.github import response
from gh_playbook.github.answer import Answer
from gh_playbook.github.error import GitHubError, RateLimitedError, UncertainError
from gh_playbook.github.gh import Gh
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.response import Path, QueryAnswer
from gh_playbook.github.simultaneous import BUDGET, attempted

Result = TypeVar("Result")

_ATTEMPTS = 4


@dataclass(frozen=True)
class PartialData:
    """The data of an answer, with the paths at which null means that the login may not see it.

    `is_exact` tells that every text is exactly GitHub's, if that was asked for.
    """

    data: Any
    withheld: frozenset[Path] = frozenset()
    is_exact: bool = False

    def withholds(self, *path: str) -> bool:
        """Tell whether the value at a path, or below it, is withheld."""
        return any(each[: len(path)] == path for each in self.withheld)


@dataclass
class Reader:
    """Reads from GitHub; `requests` counts what it sent.

    `scopes` are the token's, as GitHub answered last; None where it has none to show.
    `sandbox` is the folder of the one that answered, None where it was a real GitHub.
    """

    gh: Gh
    pacer: Pacer
    requests: int = 0
    retries: int = 0
    scopes: frozenset[str] | None = None
    sandbox: str | None = None

    def query(self, document: str, variables: Mapping[str, Any], *, request: str) -> Any:
        """Return the data of a GraphQL query; `request` names it.

        Raises GitHubError, also where only part of the data came.
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

        With `more`, another one probably follows. Raises GitHubError, also where what is at a
        `needed` path is withheld; what is below it in lists may be.
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
        """Return what `part` does for each of these documents with their variables, in their order.

        They are asked at the same time. Where one of them fails, or GitHub has had enough work with
        them, what had not been sent by then is asked one after the other.
        """
        understand = partial(_partly, request=request, needed=needed)
        tasks = [self._asking(*query, request, understand) for query in queries]
        if len(tasks) < 2:
            return [self._persist(task) for task in tasks]
        # A sandbox is one's own: there is no limit of anybody else's.
        budget = BUDGET if self.pacer.pause else inf
        tried = attempted(tasks, self.gh.abandon, budget)
        self.requests += sum(each is not None for each in tried)
        self.retries += sum(isinstance(each, GitHubError) for each in tried)
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
        """Return the page of a list that a query asks for, and those that follow it.

        `gh` turns the pages itself and puts each cursor into `$endCursor`. Where a page fails, what
        came before it is returned, and what follows has to be asked for again.
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
        """Return what asks once. Raises GitHubError when it is called."""
        _check(document)
        body = {"query": document, "variables": dict(variables)}

        def ask() -> Result:
            answer = self.gh.api("POST", "graphql", body, request=request, exact=exact, more=more)
            return understand(response.graphql(self._seen(answer), request))

        return ask

    def _seen(self, answer: Answer) -> Answer:
        """Return an answer after noting what its headers tell."""
        self.scopes = response.scopes(answer)
        self.sandbox = response.sandbox(answer)
        return answer

    def get(self, path: str, *, request: str) -> Any:
        """Return the JSON of a REST resource. Raises GitHubError."""
        return self._persist(
            lambda: response.rest(self.gh.api("GET", path, request=request), request)
        )

    def answer(self, path: str, *, request: str) -> Answer:
        """Return GitHub's whole answer to a GET, also a refusal. Raises GitHubError for none."""
        return self._persist(lambda: self.gh.api("GET", path, request=request))

    def _persist(self, ask: Callable[[], Result]) -> Result:
        """Ask again where that may help; reading twice does no harm."""
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
        """Raise GitHubError where no answer can come, because `gh` is led to a stopped sandbox."""
        path = self.gh.deserted_socket()
        if path is not None:
            raise GitHubError(
                f"GH_CONFIG_DIR leads `gh` to the socket {path}, where no server answers: "
                "start the sandbox again with `gh-playbook sandbox.start`, or leave it with "
                "`unset GH_CONFIG_DIR GH_HOST GH_TOKEN`"
            ) from error


def _check(document: str) -> None:
    """Raise ValueError for what may write."""
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
