"""Calls that cannot be parsed: each is told what was probably meant, and nothing is begun."""

import pytest

from gh_playbook.command_line import CommandLine

TOLD = {
    "all --repo": "all: --repo needs a value",
    "all --backlog --dry-run": "all: --backlog needs a value",
    "verify --timeout": "verify: --timeout needs a value",
    "setup-labels --only": "setup-labels: --only needs a value",
    "sandbox.start --seed": "sandbox.start: --seed needs a value",
    "fmt --file=": "fmt: --file needs a value",
    "doctor --output=": "--output needs a value",
    "export --to --all": "export: --to needs a value, and '--all' looks like a flag",
    "all --no-lock --lock-timeout 5": "--no-lock takes no lock, and --lock-timeout waits for it: "
    "leave one of them out",
    "all --checksum 0123456789abcdef --dry-run": "--checksum applies a plan, and a dry run applies "
    "nothing: leave one of them out",
    "--dry prune --checksum 0123456789abcdef": "--checksum applies a plan, and a dry run applies "
    "nothing: leave one of them out",
    "all --no-sandbox": "all: there is no flag --no-sandbox: without --sandbox it is off",
    "all --backlog https://github.com/a/b": "--backlog must be a file, "
    "not 'https://github.com/a/b': --repo names a repository",
    "all --dryrun": "all: there is no flag --dryrun: did you mean '--dry-run'?",
    "all --tag x": "all: there is no flag --tag: did you mean '--tags'?",
    "all --skip-tag x": "all: there is no flag --skip-tag: did you mean '--skip-tags'?",
    "all --diffs": "all: there is no flag --diffs: did you mean '--diff'?",
    "verify --automation": "verify: there is no flag --automation: did you mean '--automations'?",
    "pull --diff": "pull: there is no flag --diff: a pull always shows each change, "
    "and `pull --dry-run` writes none",
    "export --backlog x.yml": "export: there is no flag --backlog: write `export --to FILE`; "
    "`pull` edits a backlog that is there",
    "all --chek": "all: there is no flag --chek: did you mean '--check'?",
    "all --extra-var x=1": "all: there is no flag --extra-var: did you mean '--extra-vars'?",
    "lint --output json": "lint: there is no flag --output: `lint --help` lists them",
    "all -x": "all: there is no flag -x: `all --help` lists them",
    "all --xyzzy": "all: there is no flag --xyzzy: `all --help` lists them",
    "runs.show": "runs.show needs ID: of the run, or its beginning; or `latest`",
    "sandbox.advance": "sandbox.advance needs SECONDS: how far",
    "all -v": "all: there is no flag -v: did you mean '--verbose'?",
    "unlock --force": "unlock: there is no flag --force: `unlock --help` lists them",
    "pull --yes": "pull: there is no flag --yes: `pull --help` lists them",
    "--lst": "there is no flag --lst: did you mean '--list'?",
    "al": "there is no command 'al': did you mean 'all'?",
    "setup-label": "there is no command 'setup-label': did you mean 'setup-labels'?",
    "setup_labels": "there is no command 'setup_labels': did you mean 'setup-labels'?",
    "fillboard": "there is no command 'fillboard': did you mean 'fill-board'?",
    "sandbox.strat": "there is no command 'sandbox.strat': did you mean 'sandbox.start'?",
    "sandbox-stop": "there is no command 'sandbox-stop': did you mean 'sandbox.stop'?",
    "apply": "there is no command 'apply': did you mean `all`?",
    "plan": "there is no command 'plan': did you mean `all --dry-run`?",
    "all setup-lable": "there is no command 'setup-lable': did you mean 'setup-labels'?",
    "ALL": "there is no command 'ALL': did you mean 'all'?",
    "all \u2013dry-run": "all: '\u2013dry-run' contains typographic signs: write --dry-run",
    "all \u2014dry-run": "all: '\u2014dry-run' contains typographic signs: write --dry-run",
    "all \u2014-dry-run": "all: '\u2014-dry-run' contains typographic signs: write --dry-run",
    "all \u201c--diff\u201d": "all: '\u201c--diff\u201d' contains typographic signs: write --diff",
    "\u2013-version": "'\u2013-version' contains typographic signs: write --version",
    "all -dry-run": "all: there is no flag -dry-run: did you mean '--dry-run'?",
    "verify -sandbox": "verify: there is no flag -sandbox: did you mean '--sandbox'?",
    "all --backlog a.yml --backlog a.yml": "all: --backlog is given twice, but takes one value",
    "all --repo a/b --repo c/d": "all: --repo is given twice, but takes one value",
    "--help al": "there is no command 'al': did you mean 'all'?",
    "all backlog.yml": "all takes no file, and 'backlog.yml' is one: "
    "did you mean --backlog backlog.yml?",
    "lint /": "lint takes no folder, and '/' is one: --backlog names the backlog's file",
    "runs.list /": "runs.list takes no folder, and '/' is one: leave it out",
    "runs.list a.yml": "runs.list takes no file, and 'a.yml' is one: leave it out",
    "export acme/shop": "export takes no repository without its flag: "
    "did you mean --repo acme/shop?",
    "all backlogs/acme.yml": "all takes no file, and 'backlogs/acme.yml' is one: "
    "did you mean --backlog backlogs/acme.yml?",
    "import-plan a.md b.md": "import-plan takes one FILE, and 'b.md' is one more: leave it out",
    "run a.yml b.yml": "run takes one PLAYBOOK, and 'b.yml' is one more: leave it out",
    "run all verfy": "there is no command 'verfy': did you mean 'verify'?",
    "all --sandbox-dir local --yes": "--sandbox-dir needs --sandbox: "
    "without it, this command goes to GitHub",
    "unlock --sandbox-dir=local": "--sandbox-dir needs --sandbox: "
    "without it, this command goes to GitHub",
    "all --dry-run=yes": "all: --dry-run takes no value, and 'yes' is one: leave it out",
    "all --dry-run false": "all: --dry-run takes no value, and 'false' is one: leave it out",
    "verify --sandbox=0": "verify: --sandbox takes no value, and '0' is one: leave it out",
    "sandbox.advance soon": "advance takes a number of seconds, not 'soon'",
    "sandbox.advance nan": "advance moves the clock forward, at most 100 years, not by nan",
    "sandbox.advance --seconds=-5": "advance moves the clock forward, at most 100 years, not by -5",
    "sandbox.start --latency fast": "--latency takes a whole number, not 'fast'",
    "sandbox.start --latency=-5": "--latency takes a whole number, not '-5'",
    f"sandbox.start --latency {'9' * 10}": "--latency takes a whole number of at most 9 digits, "
    f"not '{'9' * 10}'",
    "sandbox.start --port \u00b2": "--port takes a port number, at most 65535, not '\u00b2'",
    "sandbox.start --web=70000": "--web takes a port number, at most 65535, not '70000'",
    "sandbox.start --clock 0001-01-01": "--clock takes a time in the years 1970 to 8999, "
    "not 0001-01-01",
    "sandbox.start --sandbox-dir=": "--sandbox-dir needs a value",
    "sandbox.stop --sandbox-dir=": "--sandbox-dir needs a value",
    "sandbox.reset --seed --nonsense": "--seed needs a value, and '--nonsense' looks like a flag",
    "sandbox.faults --file=": "--file needs a value",
    "sandbox.start --search-lag 1.5": "--search-lag takes a whole number, not '1.5'",
    "all --output xml": "--output must be text or json, not 'xml'",
    "all dry-run": "all: 'dry-run' is a flag: write --dry-run",
    "--dry-run all": "flags of a command stand after it: all --dry-run",
    "--repo a/b verify": "flags of a command stand after it: verify --repo",
    "all --output=JSON": "--output must be text or json, not 'JSON'",
    "all -n": "all: there is no flag -n: did you mean '--dry-run'?",
    "verify -n": "verify: there is no flag -n: `verify --help` lists them",
    "all guide": "all takes no 'guide': `all --help` lists its flags",
    "all verfy": "there is no command 'verfy': did you mean 'verify'?",
    "undo 20261127": "undo takes no '20261127': did you mean --run 20261127?",
    "undo latest": "undo takes no 'latest': leave it out: without --run it is the latest run",
    "runs latest": "runs.list takes no 'latest': did you mean `runs.show latest`?",
    "sandbox start": "sandbox is a group of commands: did you mean `sandbox.start`?",
    "all --lock-timeout soon": "--lock-timeout must be a number of seconds, not 'soon'",
}


@pytest.mark.parametrize("words", TOLD)
def test_the_error_for_a_call_that_cannot_be_parsed_says_what_was_meant(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        CommandLine().run(["gh-playbook", *words.split()])
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out, printed.err) == (1, "", f"{TOLD[words]}\n")


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        ("runs.show", "ID"),
        ("import-plan", "FILE"),
        ("run", "PLAYBOOK"),
        ("doc", "WORD"),
        ("sandbox.advance", "SECONDS"),
    ],
)
def test_a_command_without_what_it_needs_is_an_error(
    words: str, needs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        CommandLine().run(["gh-playbook", words])
    assert capsys.readouterr().err.startswith(f"{words} needs {needs}")


def test_a_command_like_no_other_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        CommandLine().run(["gh-playbook", "xyzzy"])
    told = capsys.readouterr().err
    assert told.startswith("there is no command 'xyzzy': known are all, ")
    assert "verify" in told


def test_a_command_that_is_a_family_lists_its_members(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        CommandLine().run(["gh-playbook", "sandbox"])
    assert capsys.readouterr().err.startswith("sandbox is a group of commands: sandbox.start, ")
