"""The pages that lead through the code name only what there is, and the code stays in its shape."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_playbook.modules import MODULES
from gh_playbook.tasks import namespace

ROOT = Path(__file__).parents[2]
PACKAGES = ("gh_playbook", "gh_sandbox")
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
FILES = {*SOURCES, *(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))}
FILES |= {path.relative_to(ROOT).as_posix() for path in ROOT.glob("*.*") if path.is_file()}
CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
CLASSES = {name for text in SOURCES.values() for name in CLASS.findall(text)}
PAGES = ["docs/architecture.md", "docs/words.md"]
# A file of people's that Invoke would run.
NOT_OURS = {"invoke.py"}
# What is code in a text: in Markdown and in docstrings alike.
CODE = re.compile(r"`([^`\n]+)`")


def said(text: str, pattern: str) -> Iterator[str]:
    """Yield the pieces of code in a text that are of a form."""
    yield from (each for each in CODE.findall(text) if re.fullmatch(pattern, each))


def is_there(name: str) -> bool:
    """Tell whether a file or a folder has this name, or this end of its path."""
    ends = name.endswith("/")
    whole = f"/{name}"
    return any(f"/{path}".endswith(whole) or (ends and whole in f"/{path}") for path in FILES)


@pytest.mark.parametrize("page", PAGES)
def test_files_and_folders_that_a_page_names_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(said(text, r"[\w/]+\.py|[\w/]+/"))
    assert named
    assert sorted(name for name in named if not is_there(name)) == []


@pytest.mark.parametrize("page", PAGES)
def test_classes_that_a_page_names_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(said(text, r"[A-Z]\w*[a-z]\w*(?:\.\w+)?"))
    assert named
    assert sorted(name for name in named if name.partition(".")[0] not in CLASSES) == []


def commands_of_the_readme() -> Iterator[str]:
    """Yield the commands in the README's table; `stop` after `sandbox.start` is `sandbox.stop`."""
    text = (ROOT / "README.md").read_text("utf-8")
    _, _, table = text.partition("| command | what it does |")
    table, _, _ = table.partition("\n\n")
    for row in table.splitlines()[2:]:
        group = ""
        for each in CODE.findall(row.split("|")[1]):
            name = each.split()[0]
            yield name if "." in name else f"{group}{name}"
            group = f"{name.split('.')[0]}." if name.startswith("sandbox.") else group


def test_a_command_has_the_name_of_its_file_or_of_its_playbook() -> None:
    named = {*commands_of_the_readme(), *namespace.task_names}
    assert {"sandbox.stop", "import-plan", "sync-board", "runs.show"} < named
    of_sandbox = {name for name in named if name.startswith("sandbox.")}
    unknown = [
        name
        for name in named - of_sandbox
        if not (ROOT / "playbooks" / f"{name}.yml").is_file()
        and f"gh_playbook/commands/{name.split('.')[0].replace('-', '_')}.py" not in FILES
    ]
    assert unknown == []
    assert {name for name in of_sandbox if name not in namespace.task_names} == set()


def test_what_a_command_does_has_its_name_too() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    sentence = re.search(r"what\n([^;]*?) do is in the file of the same name in `run/`", text)
    assert sentence is not None
    both = {
        path.stem
        for path in (ROOT / "gh_playbook" / "run").glob("[a-z]*.py")
        if f"gh_playbook/commands/{path.name}" in FILES
    }
    assert set(CODE.findall(sentence[1])) == both


def test_a_module_has_the_name_of_its_file() -> None:
    files = {name: type(module).__module__.rpartition(".")[2] for name, module in MODULES.items()}
    assert files == {name: name for name in MODULES}


def test_files_that_docstrings_and_comments_name_exist() -> None:
    name = re.compile(r"(?<![\w/.*-])[\w/]+\.py\b")
    named = {(path, each) for path, text in SOURCES.items() for each in name.findall(text)}
    unknown = {each for each in named if not is_there(each[1]) and each[1] not in NOT_OURS}
    assert sorted(unknown) == []


def test_a_public_class_name_means_one_thing_in_a_package() -> None:
    """Verification shares nothing with modules, and seeds have the words of people: their own."""
    own_forms = ("gh_playbook/verification/", "gh_sandbox/seeding/", "gh_sandbox/cli.py")
    places: dict[tuple[str, str], list[str]] = {}
    for path, text in SOURCES.items():
        for name in CLASS.findall(text) if not path.startswith(own_forms) else ():
            if not name.startswith("_"):
                places.setdefault((path.partition("/")[0], name), []).append(path)
    assert {name: paths for (_, name), paths in places.items() if len(paths) > 1} == {}


def functions(text: str) -> Iterator[tuple[str, int]]:
    """Yield the functions of a file, with how many lines each has."""
    within: list[ast.AST] = [ast.parse(text)]
    while within:
        node = within.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1
        # No function stands in an expression.
        within += [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.expr)]


def test_no_file_holds_several_ideas() -> None:
    """About 300 lines is the rule of the house; whoever passes this splits the file by idea."""
    assert {
        path: text.count("\n") for path, text in SOURCES.items() if text.count("\n") > 330
    } == {}


def test_functions_read_as_paragraphs() -> None:
    """About 40 lines is the rule of the house; a long signature or table may take some more."""
    long = {
        f"{path}: {name}": lines
        for path, text in SOURCES.items()
        for name, lines in functions(text)
        if lines > 55
    }
    assert long == {}
