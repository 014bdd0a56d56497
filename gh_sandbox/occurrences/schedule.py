"""Schedules of workflows: the runs that are due."""

from contextlib import suppress
from datetime import datetime

from gh_sandbox.actions import cron, workflow
from gh_sandbox.actions.fault import WorkflowError
from gh_sandbox.actions.trigger import Occurrence
from gh_sandbox.rest.workflows.payload import common
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.workflows import workflow_run as runs
from gh_sandbox.session import Session

# The most runs of one schedule that are started after a jump of the clock.
_MOST_DUE = 24


def due(session: Session, since: datetime) -> list[Occurrence]:
    """Return the occurrences of schedules since a moment, in their order."""
    found: list[tuple[datetime, Occurrence]] = []
    for place in session.store.all("SELECT * FROM repository WHERE archived_at IS NULL"):
        commit = contents.resolve(session, place, None)
        for text in runs.files(session, place, commit).values():
            for entry in workflow.triggers(text).get("schedule") or ():
                expression = entry.get("cron", "") if isinstance(entry, dict) else ""
                with suppress(WorkflowError):
                    times = cron.due(expression, since, session.clock.now(), _MOST_DUE)
                    actor = owners.bot(session, owners.ACTIONS_BOT)
                    payload = {"schedule": expression, **common(session, place, actor)}
                    found += [
                        (each, Occurrence("schedule", expression, place["id"], actor, payload))
                        for each in times
                    ]
    return [occurrence for _, occurrence in sorted(found, key=lambda each: each[0])]
