"""The arguments of `gh_api`: any request that `gh api` can send, REST or GraphQL."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlencode

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.located import locate
from gh_playbook.declaration.playbook.control import Evaluate, Evaluated, Expression, Expressions
from gh_playbook.declaration.value import alone_or_listed
from gh_playbook.declaration.wording import short
from gh_playbook.frozen import dataclass
from gh_playbook.late_pattern import late_pattern

_PATH = late_pattern(r"[A-Za-z0-9][^\s\\]*")
_NAME = late_pattern(r"[a-z][A-Za-z0-9]*")


def _path(value: str) -> str:
    path = value.strip().removeprefix("/")
    if "://" in path:
        raise ValueError("a path has no host: requests always go to the host of the run")
    # The path as a server reads it: servers decode %2e and %2f.
    resource = unquote(path.partition("?")[0])
    if not _PATH.fullmatch(path) or ".." in resource.split("/"):
        raise ValueError(f"a path is like repos/{{owner}}/{{repo}}/topics, not {value!r}")
    if "#" in path or re.search(r"[{}]", path.replace("{owner}", "").replace("{repo}", "")):
        raise ValueError(
            "a path may have {owner} and {repo} in braces, nothing else in them, and no '#'"
        )
    if resource == "graphql":
        raise ValueError("write `document` for a query, or `mutation` with its `input`")
    return path


def _document(value: str) -> str:
    """Return a GraphQL document that only reads.

    Raises ValueError with the place in the document.
    """
    from graphql import GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse

    try:
        definitions = parse(value).definitions
    except GraphQLSyntaxError as error:
        place = error.locations[0] if error.locations else None
        where = f" (line {place.line}, column {place.column})" if place else ""
        raise ValueError(f"not valid GraphQL: {error.message}{where}") from error
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        raise ValueError("a document is one query; to write, use `mutation` with its `input`")
    return value


def _mutation(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(f"a mutation is a name such as updateRepository, not {value!r}")
    return value


@dataclass(frozen=True)
class ApiAnswer:
    """GitHub's answer: the HTTP status, and JSON; None if there is no such thing."""

    status: int
    json: Any


def _parameter(value: object) -> object:
    is_parameter = isinstance(value, str | int)
    if not is_parameter:
        raise ValueError(f"must be text, a whole number, true or false, not {short(value)}")
    return value


Parameter = Annotated[str | int | bool, BeforeValidator(_parameter)]
ApiPath = Annotated[str, AfterValidator(_path)]
Document = Annotated[str, AfterValidator(_document)]


class ApiRead(Declared):
    """A request that reads: of a REST path, or a GraphQL document."""

    path: ApiPath | None = Field(None, description="a REST path, with {owner} and {repo}")
    query: dict[str, Parameter] = Field(default_factory=dict, description="parameters of the path")
    document: Document | None = Field(None, description="a GraphQL query")
    variables: dict[str, Any] = Field(default_factory=dict, description="variables of the document")

    def path_in(self, repository: str) -> str | None:
        """Return the path as it is sent, in a repository OWNER/NAME."""
        if self.path is None:
            return None
        owner, _, name = repository.partition("/")
        path = self.path.replace("{owner}", owner).replace("{repo}", name)
        joint = "&" if "?" in path else "?"
        return f"{path}{joint}{urlencode(self.query)}" if self.query else path


# Asks GitHub something, in a repository OWNER/NAME. Raises GitHubError.
Ask = Callable[[ApiRead, str], ApiAnswer]


class Unless(ApiRead):
    """A read, with a condition on its answer: if that is true, nothing is left to write."""

    that: Expressions = Field(description="expressions over the answer: `json` and `status`")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.path is None) == (self.document is None):
            raise ValueError("`unless` reads a `path` or a `document`")
        return self


class ApiCall(ApiRead, Evaluated):
    """A request of any kind. A request that writes needs `unless`, so that it is not done twice."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field(
        "GET", description="the REST method; all but GET write"
    )
    body: dict[str, Any] | None = Field(None, description="the body to send, as JSON")
    mutation: Annotated[str, AfterValidator(_mutation)] | None = Field(
        None, description="the name of a GraphQL mutation"
    )
    input: dict[str, Any] = Field(default_factory=dict, description="the input of the mutation")
    unless: Unless | None = Field(
        None, description="a read; if its `that` is true, nothing is written"
    )
    missing_ok: bool = Field(default=False, description="whether an answer 404 is accepted")

    _evaluate: Evaluate | None = PrivateAttr(default=None)

    @property
    def writes(self) -> bool:
        """Tell whether it changes something."""
        return self.mutation is not None or (self.path is not None and self.method != "GET")

    @property
    def key(self) -> str:
        """Its name in reports."""
        if self.mutation is not None:
            return self.mutation
        return f"{self.method} {self.path}" if self.path is not None else "query"

    @classmethod
    def expressions(cls, arguments: Mapping[str, Any]) -> Iterator[Expression]:
        """Yield the conditions that must be true for nothing to be left to do."""
        unless = arguments.get("unless")
        if isinstance(unless, Mapping):
            for index, each in enumerate(alone_or_listed(unless.get("that"))):
                if isinstance(each, str):
                    yield each, locate(arguments, ("unless", "that", index))

    def evaluated(self, evaluate: Evaluate) -> Self:
        """Return the same request with conditions that can be evaluated."""
        result = self.model_copy()
        result._evaluate = evaluate
        return result

    def is_done(self, json: Any, status: int) -> bool:
        """Tell whether the answer to `unless` says that nothing is left to do.

        Raises InputError.
        """
        if self.unless is None or self._evaluate is None:
            return False
        answer = {"json": json, "status": status}
        return all(
            each
            if isinstance(each, bool)
            else bool(self._evaluate(each, self.unless.place("that", index), answer))
            for index, each in enumerate(self.unless.that)
        )

    @model_validator(mode="after")
    def _check(self) -> Self:
        kinds = (self.path, self.document, self.mutation)
        said = [each for each in kinds if each is not None]
        if len(said) != 1:
            raise ValueError("gh_api takes a `path`, a `document` or a `mutation`: one of them")
        if self.writes and self.unless is None:
            advice = "a read and a condition on its answer, so that it is not done twice"
            raise ValueError(f"a write needs `unless`: {advice}")
        if not self.writes and (self.unless is not None or self.body is not None):
            raise ValueError("a read takes no `unless` and no `body`: give the `method`")
        if self.input and self.mutation is None:
            raise ValueError("`input` needs a `mutation`")
        return self
