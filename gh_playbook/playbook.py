"""Playbooks: YAML files of ordered steps, in Ansible's vocabulary.

A file is a list. An entry is a step, with exactly one module beside `name`, `vars`,
`vars_files`, `when`, `loop`, `register` and `tags`; or `import_playbook`, which puts another
file's steps in its place and lends them its `vars`, `when` and `tags`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from gh_playbook import document
from gh_playbook.declared import Declared, suggestion, validate
from gh_playbook.source import Fault, InputError, Source


@dataclass(frozen=True)
class Step:
    """One line of a playbook: a module with its arguments, not yet rendered."""

    name: str
    module: str
    arguments: Any
    source: Source
    variables: Mapping[str, Any] = field(default_factory=dict)
    conditions: tuple[str | bool, ...] = ()
    loop: Any = None
    register: str | None = None
    tags: frozenset[str] = frozenset()

    def is_selected(self, tags: Collection[str], skip_tags: Collection[str]) -> bool:
        """Tell whether the step runs under these tags, by Ansible's rules."""
        own = self.tags or {"untagged"}
        if own & set(skip_tags) or ("all" in skip_tags and "always" not in own):
            return False
        if "always" in own:
            return True
        if "never" in own:
            return bool(own - {"never"} & set(tags)) or "never" in tags
        wanted = set(tags) or {"all"}
        return "all" in wanted or bool(own & wanted) or ("tagged" in wanted and bool(self.tags))


def _listed(value: object) -> object:
    if isinstance(value, str):
        return [each.strip() for each in value.split(",") if each.strip()]
    return value


def _conditions(value: object) -> object:
    return value if isinstance(value, list) else [value]


class _Import(Declared):
    """What an `import_playbook` entry may say."""

    import_playbook: str
    name: str = ""
    vars: dict[str, Any] = Field(default_factory=dict)
    when: Annotated[tuple[str | bool, ...], BeforeValidator(_conditions)] = ()
    tags: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


class _Header(Declared):
    """What a step may say beside its module."""

    name: str = ""
    vars: dict[str, Any] = Field(default_factory=dict)
    vars_files: tuple[str, ...] = ()
    when: Annotated[tuple[str | bool, ...], BeforeValidator(_conditions)] = ()
    loop: Any = None
    registered: Annotated[str | None, Field(alias="register")] = None
    tags: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


_WORDS = frozenset(field.alias or name for name, field in _Header.model_fields.items()) | {
    "import_playbook"
}


def load(path: Path, modules: Collection[str]) -> tuple[Step, ...]:
    """Read a playbook and those that it imports; `modules` names the modules there are.

    Raises InputError with everything that is wrong with any of them.
    """
    return _load(path, modules, above=())


def _load(path: Path, modules: Collection[str], above: tuple[Path, ...]) -> tuple[Step, ...]:
    data = document.load(path)
    start = Source(str(path), 1, 1)
    if not isinstance(data, document.Sequence):
        raise InputError([Fault("a playbook is a list of steps", start)])
    steps: list[Step] = []
    faults: list[Fault] = []
    for index, entry in enumerate(data):
        try:
            if not isinstance(entry, document.Mapping):
                raise InputError([Fault("a step is a mapping", data.at[index])])  # noqa: TRY301
            if "import_playbook" in entry:
                steps += _imported(entry, path, modules, above)
            else:
                steps.append(_step(entry, path, modules))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(steps)


def _imported(
    entry: document.Mapping, path: Path, modules: Collection[str], above: tuple[Path, ...]
) -> list[Step]:
    given = validate(_Import, entry)
    target = path.parent / given.import_playbook
    place = entry.at["import_playbook"]
    if target.resolve() in [each.resolve() for each in (*above, path)]:
        raise InputError([Fault(f"{given.import_playbook} imports itself", place)])
    if not target.is_file():
        raise InputError([Fault(f"there is no playbook {target}", place)])
    return [
        replace(
            step,
            variables={**given.vars, **step.variables},
            conditions=given.when + step.conditions,
            tags=step.tags | set(given.tags),
        )
        for step in _load(target, modules, (*above, path))
    ]


def _step(entry: document.Mapping, path: Path, modules: Collection[str]) -> Step:
    found = [key for key in entry if key in modules]
    unknown = [key for key in entry if key not in modules and key not in _WORDS]
    faults = [
        Fault(f"unknown key {key!r}{suggestion(key, (*modules, *_WORDS))}", entry.keys_at[key])
        for key in unknown
    ]
    if not found and not unknown:
        faults.append(Fault(f"a step needs a module: {', '.join(sorted(modules))}", entry.source))
    if len(found) > 1:
        places = entry.keys_at[found[1]]
        faults.append(Fault(f"a step has one module, not {' and '.join(found)}", places))
    header, more = _header(entry, found + unknown)
    faults += more
    if faults or header is None:
        raise InputError(faults)
    module = found[0]
    return Step(
        name=header.name or module,
        module=module,
        arguments=entry[module],
        source=entry.keys_at[module],
        variables={**_from_files(header, path), **header.vars},
        conditions=header.when,
        loop=entry.get("loop"),
        register=header.registered,
        tags=frozenset(header.tags),
    )


def _header(entry: document.Mapping, leave: list[str]) -> tuple[_Header | None, list[Fault]]:
    words = document.Mapping(entry.source)
    for key in entry.keys() - set(leave):
        words.put(key, entry[key], at=entry.at[key], key_at=entry.keys_at[key])
    try:
        return validate(_Header, words), []
    except InputError as error:
        return None, list(error.faults)


def _from_files(header: _Header, path: Path) -> dict[str, Any]:
    variables: dict[str, Any] = {}
    for index, name in enumerate(header.vars_files):
        target = path.parent / name
        place = header.place("vars_files", index)
        if not target.is_file():
            raise InputError([Fault(f"there is no file {target}", place)])
        data = document.load(target)
        if not isinstance(data, document.Mapping):
            raise InputError([Fault(f"{target} must hold a mapping of variables", place)])
        variables |= data
    return variables
