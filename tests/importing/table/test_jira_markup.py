"""Jira's markup becomes Markdown, in exports of Jira and nowhere else."""

import pytest

from gh_playbook.importing.table.jira_markup import markdown
from gh_playbook.importing.table.table import read_table


@pytest.mark.parametrize(
    ("jira", "written"),
    [
        ("h2. Head", "## Head"),
        ("# works\n## with Google\n# works", "1. works\n   1. with Google\n1. works"),
        ("* one\n** two\n- three\n*# four", "- one\n  - two\n- three\n  1. four"),
        ("Some *bold* and {{fixed * width *}}", "Some **bold** and `fixed * width *`"),
        ("2 * 3 * 4, a*b*c", "2 * 3 * 4, a*b*c"),
        ("{code:java|title=A}\n# no *list*\n{code}", "```java\n# no *list*\n```"),
        ("{code:title=A}\nx\n{code}", "```\nx\n```"),
        ("{noformat}\nx\n{noformat}\nNot {code}x=1{code}", "```\nx\n```\nNot `x=1`"),
        ("{quote}\nIt is\n\n* late\n{quote}\nbq. So", "> It is\n>\n> - late\n> So"),
        ("||A||B *b*||\n|1|2|", "| A | B **b** |\n| --- | --- |\n|1|2|"),
        ("See [here|https://a.b/c], [https://d.e]", "See [here](https://a.b/c), <https://d.e>"),
        ("{color:red}Stop{color}\n----", "Stop\n---"),
        ("-5 degrees, [~anna], !a.png!", "-5 degrees, [~anna], !a.png!"),
    ],
)
def test_a_text_of_jira_s_is_translated(jira: str, written: str) -> None:
    assert markdown(jira) == written


def test_only_exports_of_jira_are_translated() -> None:
    of_jira = read_table('Summary,Issue key,Issue id,Description\nA,B-1,1,"# one\n# two"\n', {})
    other = read_table('Title,Description\nA,"# one\n# two"\n', {})
    texts = [each.issues[0].fields["description"] for each in (of_jira, other)]
    assert texts == ["1. one\n1. two", "# one\n# two"]
    assert [each.text for each in of_jira.unread if "description" in each.text] == []
