"""Tables of anybody's: each word of each cell is in the backlog, or is told."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration.source import InputError
from gh_playbook.importing import import_plan, vocabulary, write
from gh_playbook.importing.table.table_head import _COLUMNS

NAMES = [*vocabulary._NAMES, *_COLUMNS, "Due Date", "Labels", "Labels", "Sprint"]
CELLS = (
    *("", "{}", "{0}, x{0}", "- {0}\n- x{0}", "#{}", "@{}", "P1 {}", "Done {}", "closed", "`{}`"),
    *("5 {}", '"{}"', "{0} (x{0})", "none", "https://github.com/a/b/issues/7", "7", "TBD"),
    "https://github.com/a/b/pull/7?{}",
)
Table = tuple[list[str], list[list[str]]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of known and unknown columns, some of them twice, with a word of each cell's own."""
    head = [*draw(st.lists(st.sampled_from(NAMES), max_size=6)), "Title"]
    rows: list[list[str]] = []
    for row in range(draw(st.integers(1, 3))):
        count = len(head) + draw(st.integers(-1, 1))
        forms = draw(st.lists(st.sampled_from(CELLS), min_size=count, max_size=count))
        rows.append([form.format(f"w{row}{at}q") for at, form in enumerate(forms)])
    return head, rows


@settings(derandomize=True, deadline=None, max_examples=60)
@given(table=tables(), delimiter=st.sampled_from(",;\t"))
def test_every_word_of_a_table_is_in_the_backlog_or_is_listed(
    tmp_path_factory: pytest.TempPathFactory, table: Table, delimiter: str
) -> None:
    head, rows = table
    path: Path = tmp_path_factory.mktemp("table") / "plan.csv"
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    path.write_bytes(text.getvalue().encode())
    try:
        draft = import_plan(path)
    except InputError:
        return  # No row has a title: nothing is written.
    written = write(draft)
    told = {each.text for each in draft.unread}
    shown = " ".join([written.text, *told, *written.lost])
    for row in rows:
        for at, cell in enumerate(row):
            is_left = at < len(head) and any(
                each.startswith(f"column {head[at]!r}") for each in told
            )
            if not is_left and "a row without a title" not in told:
                assert all(word in shown for word in re.findall(r"x?w\d+q", cell)), (head, row)
    again = write(import_plan(path), written.text)
    assert (again.text, again.changes) == (written.text, ())


def test_columns_of_titles_by_level_are_a_tree(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(
        "ID,Work Item Type,Title 1,Title 2,Title 3,State\n"
        "1,Epic,Shop,,,New\n2,Feature,,Pay,,Active\n3,Story,,,By card,Closed\n"
        "4,Story,,,By bill,New\n5,Feature,,Search,,New\n6,Epic,Pay,,,New\n7,Story,,,Deep,New\n"
    )
    draft = import_plan(path)
    assert [(each.title, [child.title for child in each.family()]) for each in draft.issues] == [
        ("Shop", ["Shop", "Pay", "By card", "By bill", "Search"]),
        ("Pay", ["Pay", "Deep"]),
    ]
    assert write(draft).lost == ()


def test_columns_can_have_names_of_programs_and_cells_several_issues(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(
        "title,acceptance_criteria,storyPoints,depends_on\nOne,It holds,3,\nTwo, a,,\n"
        "Three,,,One;Two\n"
    )
    one, two, three = (draft := import_plan(path)).issues
    assert one.fields == {"acceptance_criteria": ["It holds"], "estimate": 3}
    assert [draft.called(each) for each in three.waits_for] == [one, two]
