"""One run, through the real `gh`, on the sandbox: what `register` brings, and late faults."""

from pathlib import Path

from gh_playbook.account import Quiet
from gh_playbook.outcome import Outcome
from gh_playbook.run import run
from gh_playbook.settings import Settings

PLAYBOOK = """\
- {name: label, label: {name: new-label, color: d73a4a}, register: made}
- {name: changed, milestone: {title: it changed}, when: made.changed, register: second}
- {name: same, milestone: {title: it did not}, when: not made.changed}
- {name: late, milestone: {title: "{{ made.nonsense }}"}}
- name: results
  milestone: {title: "after {{ item.key }}: {{ item.outcome }}"}
  loop: "{{ made.results }}"
- {name: never, milestone: {title: never}, tags: never, register: unmade}
- {name: none, milestone: {title: none}, when: unmade.changed}
"""


def test_registered_results_steer_what_follows(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text("repository: PimpMyNines/empty\n")
    (tmp_path / "all.yml").write_text(PLAYBOOK)
    settings = Settings(
        tmp_path / "all.yml",
        backlog=tmp_path / "backlog.yml",
        sandbox=True,
        sandbox_dir=tmp_path / "sandbox",
    )

    first, second = run(settings, Quiet()), run(settings, Quiet())

    assert [(each.step, each.key, each.outcome) for each in first.results] == [
        ("label", "new-label", Outcome.CREATED),
        ("changed", "it changed", Outcome.CREATED),
        ("late", "late", Outcome.FAILED),
        ("results", "after new-label: created", Outcome.CREATED),
    ]
    assert [(each.step, each.outcome) for each in second.results] == [
        ("label", Outcome.SKIPPED),
        ("same", Outcome.CREATED),
        ("late", Outcome.FAILED),
        ("results", Outcome.CREATED),
    ]
    late = first.results[2]
    assert late.reason == "template error: 'dict object' has no attribute 'nonsense'"
    assert (str(late.source).endswith("all.yml:4:35"), first.exit_code) == (True, 1)
