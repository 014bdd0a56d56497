"""The names of variables."""

from typing import Annotated, Any

from pydantic import AfterValidator

# The variables that always exist.
RESERVED = frozenset({"backlog", "item", "query"})


def variable_name(value: str) -> str:
    """Return the name of a variable. Raises ValueError if it is invalid."""
    if not value.isidentifier():
        raise ValueError(f"a variable's name is letters, digits and '_', not {value!r}")
    if value in RESERVED:
        raise ValueError(f"{value!r} is taken: choose another name")
    return value


Variable = Annotated[str, AfterValidator(variable_name)]
Variables = dict[Variable, Any]
