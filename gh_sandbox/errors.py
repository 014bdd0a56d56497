"""GitHub's refusals: the rules raise them, REST and GraphQL show them in their own form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DOCUMENTATION = "https://docs.github.com/rest"


@dataclass(frozen=True)
class FieldError:
    """One entry of a 422's `errors`; `value` is what was sent, where GitHub repeats it.

    A fault of the whole thing has no field.
    """

    resource: str
    field: str | None
    code: str
    message: str | None = None
    value: object = None

    def body(self) -> dict[str, object]:
        """Return the entry as REST sends it."""
        entry = {"resource": self.resource, "field": self.field, "code": self.code}
        more = {"message": self.message, "value": self.value}
        return {name: each for name, each in (entry | more).items() if each is not None}


class ApiError(Exception):
    """A refusal: REST's status, message and errors; GraphQL's `type` and message.

    `graphql_message` is given where GitHub words the two differently.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str,
        faults: Sequence[FieldError | str] = (),
        graphql_message: str | None = None,
        documentation: str = DOCUMENTATION,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type
        self.faults = tuple(faults)
        self.graphql_message = graphql_message or message
        self.documentation = documentation
        self.headers = headers or {}

    def rest_body(self) -> dict[str, object]:
        """Return the JSON body that REST answers with."""
        body: dict[str, object] = {"message": self.message}
        if self.faults:
            body["errors"] = [f if isinstance(f, str) else f.body() for f in self.faults]
        return {**body, "documentation_url": self.documentation, "status": str(self.status)}


class NotFoundError(ApiError):
    """The thing does not exist, or the viewer cannot see it."""

    def __init__(self, what: str | None = None, *, documentation: str = DOCUMENTATION) -> None:
        super().__init__(
            404,
            "Not Found",
            type="NOT_FOUND",
            graphql_message=what,
            documentation=documentation,
        )


class MovedError(ApiError):
    """The requested thing has moved: `path` is where REST finds it, such as `/repositories/7`.

    Statuses and words as recorded by octokit ("rename-repository"): 301 for reading, and 307 for
    writing, which keeps the method and the body.
    """

    def __init__(self, path: str) -> None:
        super().__init__(301, "Moved Permanently", type="NOT_FOUND")
        self.path = path


class GoneError(ApiError):
    """The thing existed and no longer does; GraphQL finds nothing."""

    def __init__(self, message: str) -> None:
        super().__init__(410, message, type="NOT_FOUND")


class ForbiddenError(ApiError):
    """The viewer may not do this."""

    def __init__(
        self,
        message: str,
        *,
        graphql_message: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            403, message, type="FORBIDDEN", graphql_message=graphql_message, headers=headers
        )


class InvalidError(ApiError):
    """A 422 with its entries; GraphQL shows `graphql_message` alone."""

    def __init__(
        self,
        *faults: FieldError,
        graphql_message: str,
        message: str = "Validation Failed",
        documentation: str = DOCUMENTATION,
    ) -> None:
        super().__init__(
            422,
            message,
            type="UNPROCESSABLE",
            faults=faults,
            graphql_message=graphql_message,
            documentation=documentation,
        )


class UnprocessableError(ApiError):
    """A 422 with only a message."""

    def __init__(self, message: str, *, type: str = "UNPROCESSABLE") -> None:
        super().__init__(422, message, type=type)


class UnimplementedError(ApiError):
    """The sandbox lacks something that GitHub has; the message names it."""

    def __init__(self, message: str, *, status: int = 422) -> None:
        super().__init__(status, message, type="NOT_IMPLEMENTED")


def unresolved_node(node_id: str) -> NotFoundError:
    """Return the error for an unknown node id, in GitHub's words."""
    return NotFoundError(f"Could not resolve to a node with the global id of '{node_id}'")
