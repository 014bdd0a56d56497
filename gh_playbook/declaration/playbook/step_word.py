"""The words of a playbook's entries, as models, and hints for words of other tools."""

import re
from collections.abc import Collection
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.value import alone_or_listed, condition
from gh_playbook.declaration.variable import Variable, Variables
from gh_playbook.declaration.wording import short, suggestion
from gh_playbook.late_pattern import late_pattern

# The braces of templates; a workflow's expressions begin with a dollar sign.
_BRACES = late_pattern(r"\$?\{\{|\}\}|\{%|%\}")
_LONE_BRACES = late_pattern(r"\$?\{\{-?\s*([^{}]+?)\s*-?\}\}")


def _listed(value: object) -> object:
    if isinstance(value, str):
        return [each.strip() for each in value.split(",") if each.strip()]
    return value


def _alone_or_listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _expression(value: str | bool) -> str | bool:
    """Return a condition. Raises ValueError if it is written as a template."""
    if isinstance(value, str) and (found := _BRACES.search(value)):
        whole = _LONE_BRACES.fullmatch(value.strip())
        how = f"write {whole[1]!r}" if whole else f"write it without {found[0]!r}"
        raise ValueError(f"is an expression already: {how}")
    return value


Condition = Annotated[str | bool, BeforeValidator(condition), AfterValidator(_expression)]


def _alone_or_many(*kinds: str) -> WithJsonSchema:
    """Return the schema of a single value, or of a list of such values."""
    one = [{"type": kind} for kind in kinds]
    items = one[0] if len(one) == 1 else {"anyOf": one}
    return WithJsonSchema({"anyOf": [*one, {"type": "array", "items": items}]})


Conditions = Annotated[
    tuple[Condition, ...], BeforeValidator(alone_or_listed), _alone_or_many("string", "boolean")
]
Tags = Annotated[tuple[str, ...], BeforeValidator(_listed), _alone_or_many("string")]
Names = Annotated[tuple[str, ...], BeforeValidator(_alone_or_listed), _alone_or_many("string")]


class Entry(Declared):
    """The words that every entry may have; an entry that contains steps passes them on to these."""

    name: Annotated[str, Field(description="its name in reports; a template")] = ""
    vars: Annotated[Variables, Field(description="variables; inner ones override outer ones")] = (
        Field(default_factory=dict)
    )
    when: Annotated[Conditions, Field(description="expressions that must all be true")] = ()
    tags: Annotated[
        Tags, Field(description="names by which --tags and --skip-tags select steps")
    ] = ()


class ImportEntry(Entry):
    """The import of another playbook: its steps take the place of this entry."""

    import_playbook: Annotated[str, Field(description="the file, or its name")]


class BlockEntry(Entry):
    """Steps that fail together: a failure leads to `rescue`; `always` runs in any case."""

    block: Annotated[Any, Field(description="the steps")]
    rescue: Annotated[Any, Field(description="steps that run if a step of the block fails")] = None
    always: Annotated[Any, Field(description="steps that run afterwards in any case")] = None
    ignore_errors: Annotated[bool, Field(description="whether failures are ignored")] = False
    notify: Annotated[Names, Field(description="handlers that run if something changes")] = ()


class HandlersEntry(Declared):
    """Steps that run at the end, each once, if a step that changed something notified them."""

    handlers: Annotated[Any, Field(description="the steps")]


class StepEntry(Entry):
    """A step: one module with its arguments, and these words beside it."""

    vars_files: Annotated[
        tuple[str, ...], Field(description="files of variables, beside the playbook")
    ] = ()
    loop: Annotated[
        Any, Field(description="a list, or an expression that gives one; each element is `item`")
    ] = None
    registered: Annotated[
        Variable | None, Field(alias="register", description="the variable that holds the result")
    ] = None
    ignore_errors: Annotated[bool, Field(description="whether failures are ignored")] = False
    notify: Annotated[Names, Field(description="handlers that run if something changes")] = ()
    until: Annotated[
        Conditions, Field(description="the step is tried again until all these are true")
    ] = ()
    retries: Annotated[
        int | None, Field(ge=0, strict=True, description="how often to try again")
    ] = None
    delay: Annotated[
        float | None,
        Field(ge=0, strict=True, description="seconds between two tries"),
    ] = None


class HandlerEntry(StepEntry):
    """A handler: a step that runs when it is notified, by its name or by what it listens to."""

    listen: Annotated[Names, Field(description="other names that notify it")] = ()


WORDS = frozenset(field.alias or name for name, field in HandlerEntry.model_fields.items())
# The words that make an entry something other than a step.
KINDS = ("import_playbook", "block", "rescue", "always", "handlers")

_OF_PLAYS = {"hosts", "tasks", "pre_tasks", "post_tasks", "roles"}
_NO_PLAYS = "a playbook here is a list of steps, for the repository of the backlog or of --repo"
_NO_COMMANDS = "no commands are run here; `gh_api` does what `gh api` does"
_ANSIBLE = {
    "hosts": _NO_PLAYS,
    **dict.fromkeys(("tasks", "pre_tasks", "post_tasks"), "write the steps directly into the list"),
    **dict.fromkeys(
        ("roles", "include_tasks", "import_tasks", "include_role", "import_role", "include"),
        "write `import_playbook`",
    ),
    **dict.fromkeys(("command", "shell", "raw", "script"), _NO_COMMANDS),
    "uri": "write `gh_api`",
    "set_fact": "write `vars`, or `register`",
    "include_vars": "write `vars_files`",
    **dict.fromkeys(("failed_when", "changed_when"), "`register` it, and `assert` after it"),
    **dict.fromkeys(("template", "copy"), "write `file`: a file in the repository"),
    **dict.fromkeys(("pause", "wait_for"), "write `until` and `retries`"),
    "loop_control": "an element of a loop is `item`",
    **dict.fromkeys(
        (
            *("become", "become_user", "connection", "delegate_to", "gather_facts", "remote_user"),
            *("no_log", "run_once", "serial", "strategy", "any_errors_fatal"),
        ),
        "leave it out: there are no hosts here",
    ),
    "environment": "write `vars`",
    "vars_prompt": "use -e name=value on the command line",
    **dict.fromkeys(("check_mode", "diff"), "use --check or --diff on the command line"),
    **dict.fromkeys(
        ("args", "action", "local_action"), "write the arguments of a module below its name"
    ),
    "meta": "handlers run at the end by themselves",
}
# Words of GitHub's workflows, and words that people guess.
_ELSEWHERE = {
    **dict.fromkeys(("steps", "jobs"), "write the steps directly into the list"),
    **dict.fromkeys(("uses", "run"), _NO_COMMANDS),
    "with": "write the arguments of a module below its name",
    "env": "write `vars`",
    **dict.fromkeys(("for_each", "foreach", "items", "matrix", "count", "repeat"), "write `loop`"),
    **dict.fromkeys(("needs", "depends_on"), "leave it out: steps run in their order"),
    **dict.fromkeys(("id", "result"), "write `register`"),
    "lifecycle": "an issue's `ignore` and `set_once` of the backlog say what is left to people",
    **dict.fromkeys(("if", "only_if"), "write `when`"),
    "unless": "write `when`, with `not`",
    "continue_on_error": "write `ignore_errors`",
    **dict.fromkeys(("include_playbook", "include_steps"), "write `import_playbook`"),
}

_LISTED = "`gh-playbook doc modules` lists what there is"


def is_play(words: Collection[str]) -> bool:
    """Tell whether these are the words of an Ansible play, which contains steps."""
    return bool(_OF_PLAYS & set(words))


def no_step(entry: object) -> str:
    """Return the message for an entry of a playbook that is not a step."""
    if isinstance(entry, str) and re.match(r"\w+:\S", entry):
        return f"a step is a mapping, not {short(entry)}: write a space after ':'"
    return f"a step is a mapping, such as `label: {{name: bug}}`, not {short(entry)}"


def no_list(words: Collection[str]) -> str:
    """Return the fault of a playbook that is a mapping with these words instead of a list."""
    hint = (
        "remove the play, and keep the list of its `tasks`"
        if is_play(words)
        else "begin each step with '- '"
    )
    return f"a playbook is a list of steps{f': {hint}' if words else ''}"


def unknown(word: str, modules: Collection[str]) -> str:
    """Return the fault of an unknown word, with a suggestion."""
    bare = word.removeprefix("ansible.builtin.").removeprefix("ansible.legacy.")
    if bare != word and (bare in modules or bare in {*WORDS, *KINDS}):
        return f"unknown key {word!r}: write {bare!r}"
    advice = "write `loop`" if bare.startswith("with_") else _ANSIBLE.get(bare)
    if other := _ELSEWHERE.get(word.lower().replace("-", "_")):
        return f"unknown key {word!r}: {other}"
    if advice is not None:
        return f"{word!r} is a word of Ansible that does not exist here: {advice}"
    meant = suggestion(word, (*modules, *WORDS, *KINDS)) or f": {_LISTED}"
    return f"unknown key {word!r}{meant}"
