"""Asking GitHub: queries and GET requests. What only has this cannot write."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from gh_playbook.github import response
from gh_playbook.github.error import GitHubError, RateLimitedError, UncertainError
from gh_playbook.github.gh import Gh
from gh_playbook.github.pacing import Pacer

Result = TypeVar("Result")

_ATTEMPTS = 4


@dataclass
class Reader:
    """Reads from GitHub; `requests` counts what it sent.

    `scopes` are the token's, as GitHub answered last; None where it has none to show.
    """

    gh: Gh
    pacer: Pacer
    requests: int = 0
    retries: int = 0
    scopes: frozenset[str] | None = None

    def query(self, document: str, variables: Mapping[str, Any], *, request: str) -> Any:
        """Return the data of a GraphQL query; `request` names it.

        Raises GitHubError, also where only part of the data came.
        """
        if not document.lstrip().startswith(("query", "{", "fragment")):
            raise ValueError("a reader sends queries only")
        body = {"query": document, "variables": dict(variables)}

        def ask() -> Any:
            answer = self.gh.api("POST", "graphql", body, request=request)
            self.scopes = response.scopes(answer)
            result = response.graphql(answer, request)
            error = result.first_error(request)
            if error is not None:
                raise error
            return result.data

        return self._persist(ask)

    def get(self, path: str, *, request: str) -> Any:
        """Return the JSON of a REST resource. Raises GitHubError."""
        return self._persist(
            lambda: response.rest(self.gh.api("GET", path, request=request), request)
        )

    def pages(
        self,
        document: str,
        variables: Mapping[str, Any],
        find: Callable[[Any], Any],
        *,
        request: str,
    ) -> Iterator[Any]:
        """Yield a connection's nodes, page by page; the document takes `$after`.

        `find` leads from the data to the connection; `after` in the variables is where to begin.
        """
        after = variables.get("after")
        while True:
            data = self.query(document, {**variables, "after": after}, request=request)
            connection = find(data)
            yield from connection["nodes"]
            if not connection["pageInfo"]["hasNextPage"]:
                return
            after = connection["pageInfo"]["endCursor"]

    def _persist(self, ask: Callable[[], Result]) -> Result:
        """Ask again where it may help; reading twice does no harm."""
        attempt = 0
        while True:
            attempt += 1
            self.requests += 1
            try:
                return ask()
            except RateLimitedError as error:
                if attempt >= _ATTEMPTS or not self.pacer.limited(error.wait, attempt):
                    raise
            except UncertainError as error:
                if attempt >= _ATTEMPTS:
                    hint = "" if error.status else ": is there a network?"
                    raise GitHubError(
                        f"{error.message}; asked {attempt} times{hint}",
                        request=error.request,
                        status=error.status,
                    ) from error
                self.pacer.back_off(attempt, error.message)
            self.retries += 1
