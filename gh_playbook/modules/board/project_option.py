"""Options of select fields, of the board and of issues: the declared ones, and people's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from gh_playbook.declaration.backlog.project import Option
from gh_playbook.declaration.name import folded
from gh_playbook.model.project import DEFAULT_STATUS
from gh_playbook.model.project_field import ExistingOption
from gh_playbook.modules.module import desired_fields


def merged(
    declared: Sequence[Option],
    existing: Sequence[ExistingOption],
    *,
    untouched: bool,
    renamed: Mapping[str, ExistingOption] = MappingProxyType({}),
) -> tuple[ExistingOption, ...]:
    """Return the desired options: the declared ones in order, people's at their places.

    An option without an id is new. `untouched` tells that no card has a value of the field;
    `renamed` are the options that people renamed, by their declared names.
    """
    by_name = {folded(option.name): option for option in existing}
    by_name |= {folded(name): option for name, option in renamed.items()}
    desired = [each for each in declared if not each.is_absent]
    result = [as_desired(each, by_name.get(folded(each.name))) for each in desired]
    names = {folded(each.name) for each in declared}
    names |= {folded(each.name) for each in renamed.values()}
    if untouched and [option.name for option in existing] == list(DEFAULT_STATUS):
        return tuple(result)
    for index, option in enumerate(existing):
        if folded(option.name) not in names:
            before = {each.id for each in existing[:index]}
            places = [at for at, each in enumerate(result, 1) if each.id in before]
            result.insert(max(places, default=0), option)
    return tuple(result)


def as_desired(declared: Option, existing: ExistingOption | None) -> ExistingOption:
    """Return a desired option; undeclared parts of an existing one stay."""
    values = desired_fields(declared, existing, ("name", "color", "description"))
    return replace(existing, **values) if existing else ExistingOption("", **values)
