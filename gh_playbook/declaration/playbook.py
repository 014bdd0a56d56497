"""Playbooks: YAML files of ordered steps, in Ansible's vocabulary.

A file is a list. An entry is a step, with exactly one module beside `name`, `vars`,
`vars_files`, `when`, `loop`, `register` and `tags`; or `import_playbook`, which puts another
file's steps in its place and lends them its `vars`, `when` and `tags`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from gh_playbook.declaration import located_yaml
from gh_playbook.declaration.declared import Declared, short, suggestion, validate
from gh_playbook.declaration.playbook_folder import PlaybookFolders
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.declaration.variable import Variable, Variables


@dataclass(frozen=True)
class Condition:
    """A `when`: a bare expression, or already true or false."""

    expression: str | bool
    source: Source


@dataclass(frozen=True)
class Step:
    """One line of a playbook: a module with its arguments, not yet rendered.

    `at` leads from the entry's words to the places of their values.
    """

    name: str
    module: str
    arguments: Any
    source: Source
    at: Mapping[str, Source]
    variables: located_yaml.LocatedMapping
    conditions: tuple[Condition, ...] = ()
    loop: Any = None
    register: str | None = None
    tags: frozenset[str] = frozenset()

    def is_selected(self, tags: Collection[str], skip_tags: Collection[str]) -> bool:
        """Tell whether the step runs under these tags, by Ansible's rules."""
        own = self.tags or {"untagged"}
        kind = {"tagged"} if self.tags else set()
        if "all" in skip_tags:
            return "always" in own and "always" not in skip_tags
        if (own | kind) & set(skip_tags):
            return False
        if "never" in own and "always" not in own:
            return bool(own & set(tags))
        wanted = set(tags) or {"all"}
        return bool((own | kind | {"all"}) & wanted) or "always" in own


def _listed(value: object) -> object:
    if isinstance(value, str):
        return [each.strip() for each in value.split(",") if each.strip()]
    return value


def _conditions(value: object) -> list[object]:
    conditions = value if isinstance(value, list) else [value]
    wrong = [each for each in conditions if not isinstance(each, str | bool)]
    if wrong:
        raise ValueError(f"must be an expression, true or false, not {short(wrong[0])}")
    return conditions


class _Import(Declared):
    """What an `import_playbook` entry may say."""

    import_playbook: str
    name: str = ""
    vars: Variables = Field(default_factory=dict)
    when: Annotated[tuple[str | bool, ...], BeforeValidator(_conditions)] = ()
    tags: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


class _Header(Declared):
    """What a step may say beside its module."""

    name: str = ""
    vars: Variables = Field(default_factory=dict)
    vars_files: tuple[str, ...] = ()
    when: Annotated[tuple[str | bool, ...], BeforeValidator(_conditions)] = ()
    loop: Any = None
    registered: Annotated[Variable | None, Field(alias="register")] = None
    tags: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


_WORDS = frozenset(field.alias or name for name, field in _Header.model_fields.items()) | {
    "import_playbook"
}


_ALONE = PlaybookFolders()


def load(
    path: Path,
    modules: Collection[str],
    folders: PlaybookFolders = _ALONE,
    above: tuple[Path, ...] = (),
) -> tuple[Step, ...]:
    """Read a playbook and those that it imports; `modules` names the modules there are.

    Imports are looked for in `folders`, too; `above` are the playbooks that import this one, the
    nearest first. Raises InputError with everything that is wrong with any of them.
    """
    data = located_yaml.load(path)
    start = Source(str(path), 1, 1)
    if not isinstance(data, located_yaml.LocatedList):
        raise InputError([Fault("a playbook is a list of steps", start)])
    steps: list[Step] = []
    faults: list[Fault] = []
    for index, entry in enumerate(data):
        try:
            if not isinstance(entry, located_yaml.LocatedMapping):
                raise InputError([Fault("a step is a mapping", data.at[index])])  # noqa: TRY301
            if "import_playbook" in entry:
                steps += _imported(entry, modules, folders, (path, *above))
            else:
                steps.append(_step(entry, path, modules))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(steps)


def _imported(
    entry: located_yaml.LocatedMapping,
    modules: Collection[str],
    folders: PlaybookFolders,
    above: tuple[Path, ...],
) -> list[Step]:
    given = validate(_Import, entry)
    target = folders.imported(given.import_playbook, above, entry.at["import_playbook"])
    return [
        replace(
            step,
            variables=_merged(entry.source, entry.get("vars"), step.variables),
            conditions=_located(given, entry.source) + step.conditions,
            tags=step.tags | set(given.tags),
        )
        for step in load(target, modules, folders, above)
    ]


def _step(entry: located_yaml.LocatedMapping, path: Path, modules: Collection[str]) -> Step:
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
    if "loop" in entry and entry["loop"] is None:
        faults.append(Fault("loop: must be a list, or an expression for one", entry.at["loop"]))
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
        at=entry.at,
        variables=_merged(entry.source, *_from_files(header, path), entry.get("vars")),
        conditions=_located(header, entry.source),
        loop=entry.get("loop"),
        register=header.registered,
        tags=frozenset(header.tags),
    )


def _header(
    entry: located_yaml.LocatedMapping, leave: list[str]
) -> tuple[_Header | None, list[Fault]]:
    words = located_yaml.LocatedMapping(entry.source)
    for key in entry.keys() - set(leave):
        words.put(key, entry[key], at=entry.at[key], key_at=entry.keys_at[key])
    try:
        return validate(_Header, words), []
    except InputError as error:
        return None, list(error.faults)


def _from_files(header: _Header, path: Path) -> Iterator[located_yaml.LocatedMapping]:
    for index, name in enumerate(header.vars_files):
        target = path.parent / name
        place = header.place("vars_files", index)
        if not target.is_file():
            raise InputError([Fault(f"there is no file {shown(target)}", place)])
        data = located_yaml.load(target)
        if not isinstance(data, located_yaml.LocatedMapping):
            raise InputError([Fault(f"{shown(target)} must hold a mapping of variables", place)])
        yield data


def _merged(
    source: Source, *variables: located_yaml.LocatedMapping | None
) -> located_yaml.LocatedMapping:
    """Return variables in one mapping; the later ones win."""
    merged = located_yaml.LocatedMapping(source)
    for each in variables:
        if each is not None:
            merged.take(each)
    return merged


def _located(given: _Import | _Header, source: Source) -> tuple[Condition, ...]:
    return tuple(
        Condition(each, given.place("when", index) or source)
        for index, each in enumerate(given.when)
    )
