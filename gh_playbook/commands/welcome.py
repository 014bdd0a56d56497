"""The output of the program when it is called without a command."""

_FIRST = {
    "init --repo OWNER/NAME": "write the first files of a backlog",
    "doctor": "check login, repository and backlog",
    "all --dry-run": "show what a run would change",
    "all": "make the repository match the backlog",
    "verify": "compare the repository with the backlog",
}
_HELP = {
    "--list": "all commands",
    "--help all": "the flags of a command, here of `all`",
    "doc modules": "what the files can declare",
    "sandbox.start": "a local GitHub, to try commands on",
}
_SANDBOX = "With --sandbox a command uses the local GitHub; nothing leaves this machine."


def purpose(program: str, version: str) -> str:
    """Return the line that says what the program is for."""
    return f"{program} {version}: makes a GitHub repository match a backlog in YAML"


def welcome(program: str, version: str) -> str:
    """Return a few lines: the purpose of the program, the most used commands, and help."""
    width = max(map(len, [*_FIRST, *_HELP]))
    lines = [purpose(program, version), ""]
    lines += [f"  {program} {words:{width}}  {means}" for words, means in _FIRST.items()]
    lines += ["", "Help, and a place to try:", ""]
    lines += [f"  {program} {words:{width}}  {means}" for words, means in _HELP.items()]
    return "\n".join([*lines, "", _SANDBOX])
