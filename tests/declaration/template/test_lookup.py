"""`lookup`: what templates may read of the machine, and what they may not."""

from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.template.lookup import FILE_LIMIT
from gh_playbook.declaration.template.render import Renderer


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project's folder, with a secret beside it."""
    folder = tmp_path / "project"
    (folder / "docs").mkdir(parents=True)
    (folder / ".github").mkdir()
    (folder / ".git").mkdir()
    (folder / "docs/goal.md").write_text("Be fast.\n\n")
    (folder / ".github/CODEOWNERS").write_text("* @octocat\n")
    (folder / ".git/config").write_text("token\n")
    (tmp_path / "secret").write_text("secret\n")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "inner").symlink_to("docs/goal.md")
    (folder / "to-git").symlink_to(".git")
    (folder / "long").write_bytes(b"x" * (FILE_LIMIT + 1))
    (folder / "binary").write_bytes(b"\xff\xfe")
    return folder


def found(expression: str, project: Path = Path()) -> str:
    return str(Renderer([], project=project).value(f"{{{{ {expression} }}}}", {}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/goal.md", "Be fast."),
        ("docs/../docs/goal.md", "Be fast."),
        ("inner", "Be fast."),
        (".github/CODEOWNERS", "* @octocat"),
    ],
)
def test_a_file_of_the_project_is_read(name: str, text: str, project: Path) -> None:
    assert found(f"lookup('file', {name!r})", project) == text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../secret", "is not below project"),
        ("/etc/passwd", "is not below project"),
        ("link", "is not below project"),
        (".git/config", "is hidden"),
        ("to-git/config", "is hidden"),
        ("docs/../.git/config", "is hidden"),
        ("docs", "there is no file 'docs'"),
        ("none", "there is no file 'none'"),
        ("long", "has more than 1000000 bytes"),
        ("binary", "cannot be read as text"),
        ("a\\0b", "cannot be read as text"),
    ],
)
def test_nothing_else_is_read(name: str, told: str, project: Path) -> None:
    with pytest.raises(InputError) as caught:
        found(f"lookup('file', '{name}')", project)
    assert told in str(caught.value)


def test_the_environment_shows_what_is_meant_for_playbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYBOOK_TEAM", "Web")
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    monkeypatch.delenv("PLAYBOOK_NONE", raising=False)
    assert found("lookup('env', 'PLAYBOOK_TEAM')") == "Web"
    assert found("lookup('env', 'GITHUB_REF_NAME')") == "main"
    assert found("lookup('env', 'PLAYBOOK_NONE', default='none')") == "none"


@pytest.mark.parametrize("name", ["GH_TOKEN", "GITHUB_TOKEN", "AWS_ACCESS_KEY_ID", "HOME", "TEAM"])
def test_the_environment_shows_nothing_that_may_be_secret(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "a value")
    with pytest.raises(InputError, match=f"call it PLAYBOOK_{name}, or use -e") as caught:
        found(f"lookup('env', '{name}', default='')")
    assert "a value" not in str(caught.value)


def test_a_token_is_not_shown_under_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYBOOK_X", "ghp_" + "a" * 36)
    with pytest.raises(InputError, match="PLAYBOOK_X holds a token"):
        found("lookup('env', 'PLAYBOOK_X')")


def test_what_is_missing_and_what_is_no_lookup_is_said() -> None:
    with pytest.raises(InputError, match="the environment has no PLAYBOOK_NONE"):
        found("lookup('env', 'PLAYBOOK_NONE')")
    with pytest.raises(InputError, match=r"no lookup 'fil': did you mean 'file'\?"):
        found("lookup('fil', 'x')")
