"""The options of the server's process."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from gh_sandbox.lifecycle import preparation


def server_options(
    latency: int,
    search_lag: float,
    without: Sequence[str],
    like: str | None,
    faults: Path | None,
    clock: datetime | None,
    *,
    limits: bool,
) -> list[str]:
    """Return the options of the server's process.

    Raises SandboxError for fault rules with mistakes.
    """
    options = ["--latency", str(latency), "--search-lag", str(search_lag)]
    options += [f"--without={name}" for name in without]
    options += [f"--like={like}"] if like else []
    options += [] if limits else ["--no-limits"]
    options += ["--clock", clock.astimezone(UTC).isoformat()] if clock else []
    if faults:
        preparation.read_faults(faults)
        options += ["--faults", str(faults.resolve())]
    return options
