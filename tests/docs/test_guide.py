"""The mechanism that compares pages with what comes."""

from pathlib import Path

from tests.support.guide import carried_out, examples, same

PAGE = """\
```yaml plans/a.yml
a: 1
```
```sh
cat plans/a.yml
here=there
```
```text
a: 1
```
```shell
exit 1
```
~~~~markdown b.md
```sh
exit 1
```
~~~~
```sh
echo "$here" >&2
grep -c exit b.md
```
"""


def test_an_excerpt_leaves_out_nothing_that_it_does_not_say() -> None:
    assert same("one\n…\nthree  1.5 s\n", "one\ntwo\ntwo\nthree  22.0 s\n")
    assert not same("one\nthree\n", "one\ntwo\nthree\n")
    assert not same("one 1\n…\n", "one 2\ntwo\n")
    assert same("", "")
    assert not same("", "one\n")


def test_that_nothing_was_written_is_not_the_same_as_that_something_was() -> None:
    assert same("2 reads, 15 writes, 20 gh processes\n", "1 read, 3 writes, 7 gh processes\n")
    assert not same("2 reads, 0 writes\n", "2 reads, 1 write\n")


def test_examples_are_carried_out_in_one_shell_and_in_order(tmp_path: Path) -> None:
    page, folder = tmp_path / "page.md", tmp_path / "folder"
    page.write_text(PAGE)
    folder.mkdir()
    done = examples(page)
    assert [each.printed for each in done] == [None, "a: 1\n", None, None]
    assert carried_out(done, folder, {}) == ["", "a: 1\n", "", "there\n1\n"]
