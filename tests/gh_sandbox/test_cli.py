"""The console script `gh-sandbox`: calls that it cannot parse."""

import pytest

from gh_sandbox.cli import program


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("strt", "there is no command 'strt': did you mean 'start'?"),
        ("xyzzy", "there is no command 'xyzzy': `gh-sandbox --list` lists them"),
        ("--help stpo", "there is no command 'stpo': did you mean 'stop'?"),
        ("start --repoo a/b", "there is no flag '--repoo': did you mean '--repo'?"),
        ("start --xyzzy", "there is no flag '--xyzzy': `gh-sandbox start --help` lists them"),
        ("advance", "advance needs SECONDS: how far"),
        ("stop start2", "there is no command 'start2': did you mean 'start'?"),
    ],
)
def test_a_call_that_cannot_be_parsed_is_explained(
    call: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        program().run(["gh-sandbox", *call.split()])
    assert (ended.value.code, capsys.readouterr().err) == (1, f"{told}\n")
