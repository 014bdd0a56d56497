"""Fault rules, validated: the chosen requests, and the fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

# The number of each fault that has one.
NUMBERED = {
    "latency": "milliseconds",
    "hang": "seconds",
    "stale-lists": "seconds",
    "resource-limits": "aliases",
}
_MANY = 1_000_000
PLAIN = (
    "drop-before",
    "drop-after",
    "html-502",
    "html-502-after",
    "truncated-json",
    "something-went-wrong",
    "primary-rate-limit",
    "secondary-rate-limit",
    "content-block",
    "too-quick",
    "unauthorized",
)
# Keys of a rule that only some faults use.
_DETAILS = {
    "committed": ("something-went-wrong",),
    "reset_after": ("primary-rate-limit",),
    "retry_after": ("secondary-rate-limit", "content-block"),
    "status": ("secondary-rate-limit", "content-block"),
}
# Faults after which the request was carried out.
_DONE = (
    "latency",
    "stale-lists",
    "resource-limits",
    "too-quick",
    "drop-after",
    "html-502-after",
    "truncated-json",
)


class FaultError(Exception):
    """Fault rules with mistakes; the message names the place of each."""


@dataclass(frozen=True)
class InjectedFault:
    """A fault: a name, and a number for the faults that need one."""

    name: str
    number: float = 0.0


@dataclass(frozen=True)
class Moment:
    """A bound of a rule: a request's number, or seconds since the rules were set."""

    requests: int | None = None
    seconds: float | None = None


def _fault(value: object) -> InjectedFault:
    name, number = value, None
    if isinstance(value, dict) and len(value) == 1:
        name, number = next(iter(value.items()))
    if name in PLAIN and number is None:
        return InjectedFault(name)
    if name in PLAIN:
        raise ValueError(f"{name} takes no number: write `fault: {name}`")
    if not isinstance(name, str) or name not in NUMBERED:
        known = ", ".join(sorted((*NUMBERED, *PLAIN)))
        raise ValueError(f"unknown fault {name}; there are: {known}")
    if isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= _MANY:
        return InjectedFault(name, number)
    raise ValueError(f"{name} needs a number of {NUMBERED[name]}: write `fault: {{{name}: 5}}`")


def _moment(value: object) -> Moment:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Moment(requests=value)
    match = re.fullmatch(r"(\d+(?:\.\d+)?)s", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("write a request's number, as 3, or seconds, as 10s")
    return Moment(seconds=float(match[1]))


def _key(field: str) -> str:
    return field.rstrip("_").replace("_", "-")


class Rule(BaseModel):
    """A rule: the chosen requests, and the fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_key)

    fault: Annotated[InjectedFault, BeforeValidator(_fault)]
    operation: str | None = None
    writes: bool | None = None
    nth: int | None = Field(default=None, gt=0)
    from_: Annotated[Moment, BeforeValidator(_moment)] = Moment()
    to: Annotated[Moment, BeforeValidator(_moment)] = Moment()
    probability: float = Field(default=1.0, ge=0, le=1)
    seed: int = 0
    times: int | None = Field(default=None, gt=0)
    committed: bool = False
    reset_after: int = Field(default=3600, gt=0)
    retry_after: int | None = Field(default=None, ge=0)
    status: Literal[403, 429] = 403

    @model_validator(mode="after")
    def _check_details(self) -> "Rule":
        for field, faults in _DETAILS.items():
            if field in self.model_fields_set and self.fault.name not in faults:
                raise ValueError(f"{_key(field)} can be used only with {' and '.join(faults)}")
        return self

    @property
    def is_done(self) -> bool:
        """Whether the request is carried out although it fails for the client."""
        return self.committed or self.fault.name in _DONE

    def number(self, name: str) -> float:
        """Return the number of a fault; 0 if the rule has another fault."""
        return self.fault.number if self.fault.name == name else 0.0


RULES = TypeAdapter(list[Rule])


def check(rules: object) -> list[Rule]:
    """Parse rules from plain data; FaultError names every mistake."""
    try:
        return RULES.validate_python(rules)
    except ValidationError as error:
        raise FaultError("\n".join(text for _, text in mistakes(error))) from error


# Other messages for some of pydantic's errors.
_WORDS = {
    "extra_forbidden": "there is no such key",
    "missing": "it is missing",
    "model_type": "it must be a mapping, such as {fault: drop-after, nth: 3}",
    "dict_type": "it must be a mapping",
    "list_type": "it must be a list of rules, such as `- {fault: drop-after, nth: 3}`",
    "string_type": "it must be text",
    "bool_type": "it must be true or false",
    "bool_parsing": "it must be true or false",
    "int_type": "it must be a whole number",
    "int_parsing": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "float_type": "it must be a number",
    "float_parsing": "it must be a number",
}


def mistakes(error: ValidationError) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Yield every mistake of a rule and key: its place (indices and keys), and its message."""
    for mistake in error.errors():
        names = [f"rule {part + 1}" if isinstance(part, int) else part for part in mistake["loc"]]
        told = _WORDS.get(mistake["type"], mistake["msg"].removeprefix("Value error, "))
        yield mistake["loc"], ": ".join([*names, told])
