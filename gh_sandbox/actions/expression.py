"""Expressions of workflows: `github.event.label.name == 'bug' && !cancelled()`.

Source: GitHub docs, "Evaluate expressions in workflows and actions": literals, operators, loose
comparison that ignores case, and functions. An unknown name is a WorkflowError; a missing key of a
context is null.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gh_sandbox.actions.fault import WorkflowError, not_done

Value = Any
Function = Callable[..., Value]
_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))"
    r"|(?P<string>'(?:[^']|'')*')"
    r"|(?P<name>[A-Za-z_][\w-]*)"
    r"|(?P<mark>==|!=|<=|>=|&&|\|\||[!<>()\[\].,*]))"
)
_PLACE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Scope:
    """The names that an expression can use: contexts, and functions such as `success`."""

    contexts: Mapping[str, Value]
    functions: Mapping[str, Function]


def text(template: str, scope: Scope) -> str:
    """Return a text with every `${{ … }}` in it resolved."""
    return _PLACE.sub(lambda found: as_text(evaluate(found[1], scope)), template)


def value(template: str, scope: Scope) -> Value:
    """Return the value of a text that is one whole expression; otherwise its text."""
    found = _PLACE.fullmatch(template.strip())
    return evaluate(found[1], scope) if found else text(template, scope)


def holds(condition: str, scope: Scope) -> bool:
    """Tell whether a condition, with or without `${{ }}`, is true; `success()` is the default."""
    found = _PLACE.fullmatch(condition.strip())
    inner = found[1] if found else condition
    asks = re.search(r"\b(success|failure|always|cancelled)\s*\(", inner)
    if not asks and not evaluate("success()", scope):
        return False
    return is_true(evaluate(inner, scope))


def evaluate(source: str, scope: Scope) -> Value:
    """Return the value of an expression. Raises WorkflowError where it cannot be parsed."""
    reader = _Reader(_tokens(source), scope, source.strip())
    return reader.whole()


def as_text(value: Value) -> str:
    """Return a value as a text: GitHub writes null as an empty text and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_true(value: Value) -> bool:
    """Tell whether a value counts as true: all except false, null, 0 and the empty text."""
    return value not in (None, False, 0, "")


def _tokens(source: str) -> list[tuple[str, str]]:
    found, position = [], 0
    while source[position:].strip():
        token = _TOKEN.match(source, position)
        if token is None or token.lastgroup is None:
            raise WorkflowError(f"the expression {source.strip()!r} cannot be read")
        found.append((token.lastgroup, token[token.lastgroup]))
        position = token.end()
    return found


class _Reader:
    """Parses and evaluates in one pass, by precedence: or, and, equality, order, not, access."""

    def __init__(self, tokens: list[tuple[str, str]], scope: Scope, source: str) -> None:
        self._tokens = tokens
        self._scope = scope
        self._source = source
        self._place = 0

    def whole(self) -> Value:
        """Evaluate everything."""
        found = self._either()
        if self._place < len(self._tokens):
            raise self._unreadable()
        return found

    def _unreadable(self) -> WorkflowError:
        return WorkflowError(f"the expression {self._source!r} cannot be read")

    def _take(self, *marks: str) -> str | None:
        if self._place < len(self._tokens):
            kind, text = self._tokens[self._place]
            if kind == "mark" and text in marks:
                self._place += 1
                return text
        return None

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise self._unreadable()

    def _either(self) -> Value:
        found = self._both()
        while self._take("||"):
            other = self._both()
            found = found if is_true(found) else other
        return found

    def _both(self) -> Value:
        found = self._equal()
        while self._take("&&"):
            other = self._equal()
            found = other if is_true(found) else found
        return found

    def _equal(self) -> Value:
        found = self._ordered()
        while mark := self._take("==", "!="):
            found = _equals(found, self._ordered()) == (mark == "==")
        return found

    def _ordered(self) -> Value:
        found = self._negated()
        while mark := self._take("<=", ">=", "<", ">"):
            found = _compares(mark, found, self._negated())
        return found

    def _negated(self) -> Value:
        if self._take("!"):
            return not is_true(self._negated())
        return self._accessed()

    def _accessed(self) -> Value:
        found, is_many = self._primary(), False
        while mark := self._take(".", "["):
            if mark == ".":
                if self._take("*"):
                    found, is_many = _entries(found), True
                    continue
                key: Value = self._name()
            else:
                if self._take("*"):
                    self._expect("]")
                    found, is_many = _entries(found), True
                    continue
                key = self._either()
                self._expect("]")
            found = [_member(each, key) for each in found] if is_many else _member(found, key)
        return found

    def _name(self) -> str:
        if self._place < len(self._tokens):
            kind, text = self._tokens[self._place]
            if kind == "name":
                self._place += 1
                return text
        raise self._unreadable()

    def _primary(self) -> Value:
        if self._take("("):
            found = self._either()
            self._expect(")")
            return found
        if self._place >= len(self._tokens):
            raise self._unreadable()
        kind, text = self._tokens[self._place]
        self._place += 1
        if kind == "number":
            return float(int(text, 16)) if "0x" in text else float(text)
        if kind == "string":
            return text[1:-1].replace("''", "'")
        if kind != "name":
            raise self._unreadable()
        if self._take("("):
            return self._call(text)
        if text in _WORDS:
            return _WORDS[text]
        if text not in self._scope.contexts:
            raise not_done(f"the context {text!r}")
        return self._scope.contexts[text]

    def _call(self, name: str) -> Value:
        arguments: list[Value] = []
        while not self._take(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._either())
        function = self._scope.functions.get(name.lower()) or _FUNCTIONS.get(name.lower())
        if function is None:
            raise not_done(f"the function {name}()")
        try:
            return function(*arguments)
        except (TypeError, ValueError, IndexError) as error:
            raise WorkflowError(f"{name}() in {self._source!r}: {error}") from error


def _entries(found: Value) -> list[Value]:
    if isinstance(found, Mapping):
        return list(found.values())
    return list(found) if isinstance(found, Sequence) and not isinstance(found, str) else []


def _member(found: Value, key: Value) -> Value:
    if isinstance(found, Mapping):
        wanted = as_text(key)
        if wanted in found:
            return found[wanted]
        return next((each for name, each in found.items() if name.lower() == wanted.lower()), None)
    if isinstance(found, list) and isinstance(key, float) and 0 <= key < len(found):
        return found[int(key)]
    return None


def _number(value: Value) -> float:
    if value is None or value == "":
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        return float("nan")


def _equals(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return one is other
    if one is None and other is None:
        return True
    return _number(one) == _number(other)


def _compares(mark: str, one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        left: Any = one.lower()
        right: Any = other.lower()
    else:
        left, right = _number(one), _number(other)
    found = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return bool(found[mark])


def _contains(where: Value, what: Value) -> bool:
    if isinstance(where, list):
        return any(_equals(each, what) for each in where)
    return as_text(what).lower() in as_text(where).lower()


def _format(template: str, *values: Value) -> str:
    def filled(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        return as_text(values[int(found[1])])

    return re.sub(r"\{\{|\}\}|\{(\d+)\}", filled, template)


def _join(values: Value, separator: str = ",") -> str:
    return separator.join(map(as_text, values)) if isinstance(values, list) else as_text(values)


_FUNCTIONS: dict[str, Function] = {
    "contains": _contains,
    "startswith": lambda text, start: as_text(text).lower().startswith(as_text(start).lower()),
    "endswith": lambda text, end: as_text(text).lower().endswith(as_text(end).lower()),
    "format": _format,
    "join": _join,
    "tojson": lambda value: json.dumps(value, indent=2, ensure_ascii=False),
    "fromjson": json.loads,
}
