"""The sandbox: a local GitHub that the real `gh` talks to, for trying and for tests.

From a shell:

    invoke sandbox.start                   # state in .sandbox/; --seed FILE, --latency MS
    invoke sandbox.start --web             # and pages to look at, at the address it prints
    eval "$(invoke sandbox.env)"           # gh in this shell now talks to it
    gh issue list -R PimpMyNines/LLuMinary
    invoke sandbox.faults --file FILE      # requests fail, by rules
    invoke sandbox.advance 60              # its clock moves on
    invoke sandbox.status sandbox.reset sandbox.stop

From Python:

    sandbox = Sandbox(Path(".sandbox"))
    started = sandbox.start(seed="scripts-ran")    # True when this call started it
    run("gh", …, env={**os.environ, **sandbox.environment()})
    request_log.read(sandbox.requests_log)         # one entry per request
    sandbox.set_faults([{"fault": "drop-after", "nth": 3}])
    sandbox.reset()                                # the seed's state again, an empty log
    if started: sandbox.stop()

A seed is a YAML file; `seed.py` describes the format, `seeds/` has those that ship: `lluminary`
(the default: that repository as this tool first met it, `PimpMyNines/empty`, and
`someone/empty`, which a user owns), `scripts-ran` (the same after the old shell scripts), `shop`
(`acme/shop`, 60 issues and a board made by hand) and `crowd` (20,000 issues).
The default token, of user octocat, may do everything; a seed can declare others with fewer
scopes: set GH_TOKEN to one.

`faults/` describes the rules by which requests fail, `limits/` the limits of GitHub that hold
(`--no-limits` lifts those by the clock). `docs/sandbox.md` is the guide.

What is implemented: labels, milestones, issue types and fields, issues, sub-issues, dependencies,
relations, comments, reactions, events, projects with their fields, items, views and built-in
workflows, files and refs, pull requests, and workflows that run (`actions/`), over REST and
GraphQL.
Whatever is not says so in an error.

To add a kind: its rules in `rules/`, its resolvers in `graphql/resolvers/`, its routes in
`rest/`, each one file, which the package imports by itself; the GraphQL types by name in
`tests/gh_sandbox/kept.txt`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gh_sandbox.lifecycle.sandbox import Sandbox, SandboxError
    from gh_sandbox.lifecycle.status import Status


def __getattr__(name: str) -> object:
    """Load the requested name only when it is used; listing the commands needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from gh_sandbox.lifecycle import sandbox

    return getattr(sandbox, name)


__all__ = ["Sandbox", "SandboxError", "Status"]
