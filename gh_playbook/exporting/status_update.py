"""Status updates of a board in a backlog: the ones that the tool has posted, by their keys."""

from gh_playbook.exporting.faithful import Description, is_faithful
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import Entry, InLine
from gh_playbook.model.project import ExistingStatusUpdate, status_update_marker


def entries(updates: tuple[ExistingStatusUpdate, ...], left_out: LeftOut) -> list[Entry | InLine]:
    """Return the section `status_updates`: the latest update of each key, in the order of posting.

    `updates` come the latest first.
    """
    by_people = sum(not each.key for each in updates)
    if by_people:
        what = "a status update" if by_people == 1 else f"{by_people} status updates"
        left_out.add("project", f"{what} of people: a run would post it again as its own")
    latest: dict[str, ExistingStatusUpdate] = {}
    for each in updates:
        if each.key:
            latest.setdefault(each.key, each)
    found: list[Entry | InLine] = []
    for each in reversed(latest.values()):
        body = _body(each)
        if body is None or not each.status:
            left_out.add("project", f"the status update {each.key}: people have edited it")
        else:
            found.append(_entry(each, body))
    return found


def _body(update: ExistingStatusUpdate) -> str | None:
    """Return the text above the marker, as a backlog declares it; None if it cannot be declared."""
    body, _, rest = update.body.partition(status_update_marker(update.key))
    body = body.rstrip("\n")
    is_whole = f"{body}\n\n{status_update_marker(update.key)}".lstrip() == update.body
    return body if is_whole and not rest and is_faithful(Description, body) else None


def _entry(update: ExistingStatusUpdate, body: str) -> Entry | InLine:
    entry: Entry = [("key", update.key), ("status", update.status)]
    days = {"start": update.start, "target": update.target}
    entry += [(name, day) for name, day in days.items() if day is not None]
    if body:
        entry.append(("body", body))
    return entry if "\n" in body else InLine(entry)
