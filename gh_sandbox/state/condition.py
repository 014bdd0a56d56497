"""SQL conditions: a text with question marks, and the values for them."""

from gh_sandbox.state.store import Value

Condition = tuple[str, tuple[Value, ...]]


class Where:
    """Conditions that must all be true, as one SQL text with its values."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.values: list[Value] = []

    def add(self, sql: str, *values: Value) -> None:
        """Add a condition."""
        self._parts.append(sql)
        self.values += values

    def demand(self, condition: Condition) -> None:
        """Add the parts of another condition."""
        sql, values = condition
        self.add(sql, *values)

    def among(self, column: str, values: list[str]) -> None:
        """Add the condition that a column has one of some values."""
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def __str__(self) -> str:
        return " AND ".join(f"({part})" for part in self._parts) or "1"
