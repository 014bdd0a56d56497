"""References name issues that a backlog does not own; keys are none."""

import pytest

from gh_playbook.declaration.reference import Reference, mentioned, parse


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("#12", Reference(12)),
        ("#2147483647", Reference(2147483647)),
        ("acme/rocket#3", Reference(3, "acme/rocket")),
        ("https://github.com/acme/rocket/issues/7", Reference(7, "acme/rocket", "github.com")),
        ("https://ghe.acme.com/a/b.c/issues/7", Reference(7, "a/b.c", "ghe.acme.com")),
    ],
)
def test_numbers_names_and_urls_are_references(text: str, reference: Reference) -> None:
    assert parse(text) == reference


@pytest.mark.parametrize(
    "text",
    [
        *("engine", "12", "#", "#0", "#1a", "a/b", "a/b/c#1", "https://github.com/a/b/pull/1"),
        # More than 32 bits, which GitHub's Int has: GraphQL would refuse the whole document.
        *("#2147483648", "#9999999999", "a/b#2147483648"),
    ],
)
def test_all_else_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_reference_is_written_as_short_as_it_can_be() -> None:
    assert Reference(3, "Acme/Rocket").within("acme/rocket") == "#3"
    assert Reference(3, "acme/base").within("acme/rocket") == "acme/base#3"
    assert Reference(3).within("acme/rocket") == "#3"


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Blocked by #12, then (GH-3).", [Reference(12), Reference(3)]),
        ("- acme/rocket#12", [Reference(12, "acme/rocket")]),
        (
            "see https://github.com/acme/rocket/pull/7.",
            [Reference(7, "acme/rocket", "github.com")],
        ),
        ("rocket#12, a/b/c#12, x.#12, &#12; #12th, #0 and XGH-3", []),
        ("https://example.com/page#12", []),
        ("#2147483648", []),
    ],
)
def test_within_a_text_the_forms_that_github_shows_as_links_are_references(
    text: str, references: list[Reference]
) -> None:
    assert list(mentioned(text)) == references
