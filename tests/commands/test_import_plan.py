"""`import-plan`: what it prints of a plan that somebody else wrote."""

from pathlib import Path

import pytest

from gh_playbook.cli import CommandLine


def test_its_document_shows_nothing_that_acts_and_no_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = "ghp_" + "a" * 36
    plan = tmp_path / "plan.md"
    plan.write_text(f"# Plan\n\n## Issue 1: Build \u202e {token}\n\n- [ ] done\n", encoding="utf-8")
    CommandLine().run(["gh-playbook", "import-plan", str(plan), "--output", "json"], exit=False)
    printed = capsys.readouterr().out
    assert "Build" in printed
    assert "\\u202e" in printed
    assert token not in printed
    assert "\u202e" not in printed
