"""The command `doc`: it explains a module or a key, from the same source as the reference."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import write
from gh_playbook.declaration.hint import of_key
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.wording import suggestion
from gh_playbook.report.escaping import escaped

if TYPE_CHECKING:
    from pydantic import BaseModel

    from gh_playbook.report.key_reference import Key

# Words besides sections, modules and keys.
_OTHERS = ("modules", "schema.backlog", "schema.playbook")


def doc(context: Context, word: str) -> None:
    """Explain a module or a key: `doc modules`, `doc label`, `doc milestones.due_on`."""
    from gh_playbook.convergence.preparation import read_steps
    from gh_playbook.report.schema import backlog_schema, playbook_schema

    try:
        # A user's own modules are known after a playbook has been read.
        read_steps(settings(context))
    except InputError as error:
        raise Exit(escaped(str(error)), 1) from error
    if word.startswith("schema.") and word in _OTHERS:
        made = backlog_schema() if word == "schema.backlog" else playbook_schema()
        write(json.dumps(made, indent=2, ensure_ascii=False))
    else:
        write("\n".join(_overview() if word == "modules" else _about(word)))


def known_words() -> list[str]:
    """Return the words that name a whole: sections, modules, and what is not one of them."""
    return [*_OTHERS, *_models()]


def _models() -> "dict[str, type[BaseModel]]":
    """Return all models that have keys, by the words that people write for them."""
    from gh_playbook.convergence.control_word import CONTROL
    from gh_playbook.modules import MODULES
    from gh_playbook.report.key_reference import OF_BACKLOG, OF_ENTRIES, TITLES

    def called(model: "type[BaseModel]") -> str:
        title = TITLES[model.__name__]
        return (
            title.split("`")[1] if "`" in title else title.split(",")[0].rsplit(" ", 1)[-1].lower()
        )

    sections = {called(model): model for model in (*OF_BACKLOG, *OF_ENTRIES)}
    return sections | {name: each.argument for name, each in MODULES.items()} | dict(CONTROL)


def _overview() -> Iterator[str]:
    """Yield one line for each module, and the names of all other sections."""
    from gh_playbook.convergence.control_word import CONTROL
    from gh_playbook.modules import MODULES
    from gh_playbook.report.schema import first_sentence

    modules = {name: type(each) for name, each in MODULES.items()} | dict(CONTROL)
    widest = max(map(len, modules))
    yield "Modules"
    for name, kind in sorted(modules.items()):
        yield f"  {name:{widest}}  {first_sentence(kind)}"
    yield "Sections of a backlog, and entries of a playbook"
    yield f"  {', '.join(sorted(_models().keys() - modules.keys()))}"
    yield "`doc WORD` explains each of them, and any key: `doc label`, `doc milestones.due_on`"


def _about(word: str) -> Iterator[str]:
    """Yield the description of a section or module with its keys, or of a key with this name."""
    models = _models()
    section, _, name = word.rpartition(".")
    if word in models:
        yield from _section(word, models[word])
        return
    places = {section: models[section]} if section in models else models
    found = [(title, model) for title, model in places.items() if name in _names(model)]
    if not found or (section and section not in models):
        names = {each for model in places.values() for each in _names(model)}
        if section in models:
            known = {f"{section}.{each}" for each in names}
        else:
            known = {*_OTHERS, *models, *names}
        hint = of_key(name, names) or suggestion(word, known)
        hint = hint or ": `gh-playbook doc modules` lists what there is"
        raise Exit(escaped(f"there is no {word!r}{hint}"), 1)
    told: set[tuple[str, ...]] = set()
    for title, model in found:
        lines = tuple(line for key in _keys(model) if key.name == name for line in _facts(key))
        if lines not in told:
            told.add(lines)
            yield f"{title}.{name}"
            yield from lines


def _names(model: "type[BaseModel]") -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _section(title: str, model: "type[BaseModel]") -> Iterator[str]:
    from gh_playbook.report.schema import first_sentence

    yield f"{title}: {first_sentence(model)}"
    for key in _keys(model):
        yield ""
        yield f"  {key.name}"
        yield from (f"  {line}" for line in _facts(key))


def _keys(model: "type[BaseModel]") -> "list[Key]":
    from gh_playbook.report.key_reference import keys_of

    return keys_of(model, model.model_fields)


def _facts(key: "Key") -> Iterator[str]:
    """Yield the meaning, type, limits and an example of a key."""
    if key.means:
        yield f"  {key.means}"
    facts = [key.takes.replace("`", "")]
    facts += [f"at most {key.limits}"] if key.limits else []
    facts += ["required"] if key.is_required else []
    facts += [f"default: {key.default}"] if key.default else []
    yield f"  {'; '.join(facts)}"
    if key.example is not None:
        yield f"  {key.shown()}"
