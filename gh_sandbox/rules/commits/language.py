"""Rules for the languages of a repository: the bytes of its files in each of them.

Source: GitHub's REST description, "List repository languages"; GitHub docs, "About repository
languages": by the files on the default branch, without data and prose such as YAML and Markdown.
The sandbox knows a language by the name of a file alone, GitHub also by its content; it knows the
languages of the table.
"""

from collections import Counter
from pathlib import PurePosixPath

from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

# The language, and the endings or names of its files.
_FILES = """
C .c .h|C# .cs|C++ .cc .cpp .cxx .hpp|CSS .css|Clojure .clj|Dart .dart|Dockerfile Dockerfile
|Elixir .ex .exs|Erlang .erl|Go .go|HCL .hcl .tf|HTML .html .htm|Haskell .hs|Java .java
|JavaScript .js .cjs .mjs .jsx|Jinja .j2 .jinja|Julia .jl|Kotlin .kt .kts|Lua .lua
|Makefile Makefile .mk|Objective-C .m|PHP .php|Perl .pl .pm|PowerShell .ps1|Python .py .pyi
|R .r .R|Ruby .rb Rakefile Gemfile|Rust .rs|SCSS .scss|Scala .scala|Shell .sh .bash .zsh
|Swift .swift|TypeScript .ts .cts .mts .tsx|Vue .vue|Zig .zig
"""
_LANGUAGES = {
    name: language
    for language, *names in (entry.split() for entry in _FILES.replace("\n", "").split("|"))
    for name in names
}
# Files of others: GitHub docs, "Customizing how changed files appear", and Linguist's "vendored".
_FOREIGN = frozenset({"node_modules", "vendor", "third_party"})


def of(session: Session, repository: Row) -> dict[str, int]:
    """Return the bytes of each language, the most first."""
    branch = git_refs.branch(session, repository, repository["default_branch"] or "")
    if branch is None:
        return {}
    store, id = session.store, repository["id"]
    return store.remembered(("languages", id), lambda: _count(session, repository, branch["sha"]))


def main(session: Session, repository: Row) -> str | None:
    """Return the language with the most bytes, or None."""
    return next(iter(of(session, repository)), None)


def _count(session: Session, repository: Row, sha: str) -> dict[str, int]:
    store, id = session.store, repository["id"]
    found: Counter[str] = Counter()
    for path, blob in git_objects.files(store, id, sha).items():
        language = of_file(PurePosixPath(path))
        if language is not None:
            found[language] += len(git_objects.content(store, id, blob, "blob"))
    return {name: size for name, size in found.most_common() if size}


def of_file(path: PurePosixPath) -> str | None:
    """Return the language of a file, or None."""
    if _FOREIGN & set(path.parts):
        return None
    return _LANGUAGES.get(path.name) or _LANGUAGES.get(path.suffix)
