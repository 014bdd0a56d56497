"""Sub-issues that people put below another issue, or into another order."""

import pytest

from gh_playbook.convergence.plan.plan import make_plan
from tests.pulling.trial import BACKLOG, Trial, born_of


@pytest.mark.parametrize("parent", ["twin", None])
def test_one_that_stands_below_its_parent_is_moved_with_its_lines(
    trial: Trial, parent: str | None
) -> None:
    trial.move("outline", parent)
    found, text = trial.pull()
    assert found.conflicts == ()
    gone = "    sub_issues:\n      - {key: outline, title: Outline it, related_to: [twin]}\n"
    said = f", parent: {parent}" if parent else ""
    assert text == BACKLOG.replace(gone, "").replace(
        "duplicate_of: third}\n",
        "duplicate_of: third}\n"
        f"  - {{key: outline, title: Outline it, milestone: v1{said}, related_to: [twin]}}\n",
    )
    assert trial.changes() == []


NESTED = BACKLOG.replace(
    "      - {key: outline, title: Outline it, related_to: [twin]}\n",
    """\
      - {key: outline, title: Outline it, related_to: [twin]}

      # By hand.
      - key: deep  # Below.
        title: A deep one
        description: |
          Text

            indented
        sub_issues:
          - {key: deeper, title: Another}
      - key: last
        title: The last one
""",
)


def test_a_moved_issue_takes_its_comments_texts_and_sub_issues_along(trial: Trial) -> None:
    trial.path.write_text(NESTED)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    assert trial.changes() == []
    trial.pull()
    trial.move("deep", "other")
    _, text = trial.pull()
    assert trial.path.read_text().endswith(
        "      - {name: Skills, type: multi_select, options: [Web, Data]}\n"[2:]
    )
    assert (
        """\
      - {key: outline, title: Outline it, related_to: [twin]}

      - key: last
"""
        in text
    )
    assert (
        """\
  - {key: twin, title: A twin, duplicate_of: third}
  # By hand.
  - key: deep  # Below.
    title: A deep one
    milestone: v1
    parent: other
    description: |
      Text

        indented
    sub_issues:
      - {key: deeper, title: Another}
"""
        in text
    )


def test_one_in_a_line_with_others_is_to_be_moved_by_hand(trial: Trial) -> None:
    begun = BACKLOG.replace(
        "    sub_issues:\n      - {key: outline, title: Outline it, related_to: [twin]}\n",
        "    sub_issues: [{key: outline, title: Outline it, related_to: [twin]}]\n",
    )
    trial.path.write_text(begun)
    trial.move("outline", "twin")
    found, text = trial.pull()
    assert text == begun
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "outline: parent: the backlog says guide, GitHub has twin "
        "(it is on one line with others: change it by hand)"
    )


def reorder(trial: Trial, parent: str, *keys: str) -> None:
    trial.set(parent, sub_issues=tuple(trial.issue(key).id for key in keys))


def test_sub_issues_that_people_put_in_another_order_stand_so_in_the_file(trial: Trial) -> None:
    trial.path.write_text(NESTED)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    reorder(trial, "guide", "last", "deep", "outline")
    trial.set("deep", title="A deeper one")
    found, text = trial.pull()
    assert [str(each) for each in found.taken] == [
        "deep: title A deep one → A deeper one",
        "guide: sub_issues [outline, deep, last] → [last, deep, outline]",
    ]
    assert (
        """\
    sub_issues:
      - key: last
        title: The last one

      # By hand.
      - key: deep  # Below.
        title: A deeper one
        description: |
          Text

            indented
        sub_issues:
          - {key: deeper, title: Another}
      - {key: outline, title: Outline it, related_to: [twin]}
  - key: other
"""
        in text
    )
    assert (found.conflicts, trial.changes()) == ((), [])
    again, same = trial.pull()
    assert (again.taken, again.conflicts, same) == ((), (), text)


def test_an_order_that_both_changed_is_a_conflict(trial: Trial) -> None:
    begun = NESTED.replace("      # By hand.\n", "")
    trial.path.write_text(begun)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    reorder(trial, "guide", "last", "outline", "deep")
    outline = "      - {key: outline, title: Outline it, related_to: [twin]}\n"
    last = "      - key: last\n        title: The last one\n"
    trial.path.write_text(begun.replace(outline, "").replace(last, last + outline))
    found, _ = trial.pull()
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "guide: sub_issues: the backlog says [deep, last, outline], "
        "GitHub has [last, outline, deep] (both changed)"
    )
    assert [each.key for each in trial.pull()[0].conflicts] == ["guide"]
    assert trial.pull(prefer="github")[0].conflicts == ()
    assert trial.changes() == []


def test_sub_issues_that_do_not_stand_below_their_parent_are_named(trial: Trial) -> None:
    trial.move("guide", "other")
    found, _ = trial.pull(prefer="github")
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "other: sub_issues: the backlog says [guide, third], GitHub has [third, guide] "
        "(they are not all below it: change it by hand)"
    )
    assert [each.key for each in trial.pull()[0].conflicts] == ["other"]
    other = trial.issue("other")
    trial.set("other", sub_issues=tuple(reversed(other.sub_issues)))
    assert trial.pull()[0].conflicts == ()
    assert trial.changes() == []
    trial.set("other", sub_issues=other.sub_issues)
    assert [each.key for each in trial.pull()[0].conflicts] == ["other"]
    assert trial.pull(prefer="backlog")[0].conflicts == ()
