"""Options of select fields in a backlog, of the board's fields and of issue fields."""

from collections.abc import Sequence

from gh_playbook.declaration.name import folded
from gh_playbook.exporting.faithful import UNFAITHFUL, Description, Line, is_faithful
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import InLine
from gh_playbook.model.project_field import ExistingOption


def why_not(name: str, options: Sequence[ExistingOption], *, is_select: bool) -> str | None:
    """Return the reason why a field of this name and these options cannot be declared."""
    names = [option.name for option in options]
    reasons = {
        "it has no options": is_select and not names,
        "its name, or that of an option, has characters that a backlog cannot contain": not all(
            is_faithful(Line, each) for each in [name, *names]
        ),
        "two of its options differ only in case": len(set(map(folded, names))) < len(names),
    }
    return next((reason for reason, is_so in reasons.items() if is_so), None)


def option(each: ExistingOption, field: str, section: str, left_out: LeftOut) -> InLine | str:
    """Return an option of a field; only its name, if it has nothing else."""
    entry = InLine(name=each.name, color=each.color)
    if each.description and is_faithful(Description, each.description):
        entry["description"] = each.description
    elif each.description:
        what = f"the description of the option {each.name} of {field}: {UNFAITHFUL}"
        left_out.add(section, what)
    return each.name if list(entry.values())[1:] == ["gray"] else entry
