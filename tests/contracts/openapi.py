"""Compares bodies with schemas of an OpenAPI 3.0 document: faults, and unknown properties."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft4Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from tests.contracts.facts import resolve
from tests.contracts.surplus import entries, properties, surplus

Schema = dict[str, Any]


class Checker:
    """Checks bodies; remembers the right ones, because equal bodies come again and again."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        self._right: set[tuple[str, str]] = set()
        self._validator = self._validator_class()

    def complaints(self, schema: Schema, body: Any) -> Iterator[str]:
        """Name forbidden values, and missing properties."""
        for error in self._validator(schema, format_checker=_FORMATS).iter_errors(body):
            yield f"at {error.json_path}: {_short(error)}"

    def surplus(self, schema: Schema, body: Any) -> Iterator[str]:
        """Name the properties that a schema does not have."""
        return surplus(schema, body, self._resolve)

    def properties(self, schema: Schema) -> set[str]:
        """Name the properties that an object of a schema, or an entry of a list, may have."""
        entry = entries(schema, self._resolve)
        return set(properties(entry or schema, self._resolve) or ())

    def _resolve(self, reference: str) -> Schema:
        return resolve(reference, self._document)

    def _validator_class(self) -> Any:
        """Make a validator of OpenAPI 3.0: references by hand, remembered, and `nullable`."""

        def by_reference(validator: Any, reference: str, instance: Any, _: Schema) -> Iterator[Any]:
            key = (reference, json.dumps(instance, sort_keys=True))
            if key in self._right:
                return
            errors = list(validator.descend(instance, self._resolve(reference)))
            if not errors:
                self._right.add(key)
            yield from errors

        def or_null(rule: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
            def check(validator: Any, value: Any, instance: Any, schema: Schema) -> Iterator[Any]:
                if instance is not None or not schema.get("nullable"):
                    yield from rule(validator, value, instance, schema) or ()

            return check

        rules = {
            name: or_null(Draft4Validator.VALIDATORS[name])
            for name in ("type", "enum", "allOf", "anyOf")
        }
        # Alternatives of the description overlap: an error may be a basic one and a special one.
        rules |= {"oneOf": rules["anyOf"], "$ref": by_reference}
        return extend(Draft4Validator, rules)  # type: ignore[no-untyped-call]


def _short(error: ValidationError) -> str:
    """Describe an error in one line; for alternatives, the error of the best one."""
    if error.context:
        deepest = max(error.context, key=lambda each: len(each.absolute_path))
        return f"fits no alternative: at {deepest.json_path}: {deepest.message[:300]}"
    return error.message[:300]


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time")
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)
    )


@_FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(re.match(r"[a-z][a-z0-9+.-]*:", value))
