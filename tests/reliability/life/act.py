"""What happens in a life, one act at a time; after each, all that is promised is held."""

import random
from collections.abc import Callable, Sequence

from gh_playbook.convergence.journal import past_run
from tests.reliability.life import author, ground, holding, promise
from tests.reliability.life.ground import NAME, REPOSITORY
from tests.reliability.life.life import Life
from tests.reliability.life.people import People
from tests.reliability.life.promise import BrokenPromiseError
from tests.reliability.life.trouble import disturb, kill, race

Chance = random.Random
_PLAYBOOKS = (
    *("setup-labels", "setup-milestones", "setup-types", "setup-project", "update-issues"),
    *("create-issues", "create-subissues", "link-issues", "fill-board", "prune", "sync-board"),
)
_PULLS: tuple[tuple[str, ...], ...] = (
    *((), ("--prefer", "github"), ("--prefer", "backlog")),
    *(("--new", "parents"), ("--new", "open")),
)
_LOOKS: tuple[tuple[str, ...], ...] = (
    *(("verify",), ("doctor",), ("report",), ("runs.list",), ("runs.show", "latest")),
    ("export", "--issues", "all", "--force"),
)


def edit(life: Life, chance: Chance) -> None:
    """The author changes the plan."""
    life.edit(chance, chance.choice((1, 1, 2, 4)))


def meddle(life: Life, chance: Chance) -> None:
    """People change something on GitHub."""
    life.meddle(chance, chance.choice((1, 1, 2, 4)))


def wait(life: Life, chance: Chance) -> None:
    """Time passes."""
    life.sandbox.advance(chance.choice((60, 3600, 3 * 86400)))


def forget(life: Life, chance: Chance) -> None:
    """The next run is on another machine."""
    life.forget(chance.choice((1, 2)))


def all(life: Life, chance: Chance) -> None:
    """A whole run does what was foretold, once, and can be taken back."""
    before = life.state()
    done = holding.foretold(life, "all")
    if done is None:
        return
    between = life.state()
    holding.no_harm(life, before, between, done)
    idle = life.run("all")
    promise.is_idle(idle, done)
    if not done.failed and not idle.is_refused:
        promise.asks_little(idle)
        holding.verified(life, idle)
    if done.writes and chance.random() < 0.4:
        is_deleting = chance.random() < 0.25
        holding.taken_back(life, before, between, done, is_deleting=is_deleting)
        if chance.random() < 0.7 and not is_deleting:
            again = life.run("undo")
            promise.is_done_again(between, life.state(), again)


def part(life: Life, chance: Chance) -> None:
    """A part of a run does what was foretold, once, and can be taken back."""
    before = life.state()
    words: tuple[str, ...] = (chance.choice(_PLAYBOOKS),)
    way = chance.choice(
        ("playbook", "playbook", "--only", "--tags", "--skip-tags", "--force", "--adopt")
    )
    if way == "--only":
        words = ("all", way, chance.choice([*author.keys(life.backlog), "a"]))
    elif way.endswith("tags"):
        words = ("all", way, chance.choice(("labels", "issues", "project", "board")))
    elif way != "playbook":
        words = ("all", way)
    life.tell(" ".join(words))
    done = holding.foretold(life, *words)
    if done is None:
        return
    between = life.state()
    if way != "--force":
        holding.no_harm(life, before, between, done)
    promise.is_idle(life.run(*words), done)
    if done.writes and chance.random() < 0.4:
        holding.taken_back(life, before, between, done)


def review(life: Life, chance: Chance) -> None:
    """A plan is written; perhaps something happens; then it is applied as it is, or not at all."""
    plan = life.folder / "plan.json"
    plan.unlink(missing_ok=True)
    dry = life.run("all", "--dry-run", "--plan", str(plan))
    promise.wrote_nothing(dry)
    if not plan.exists():
        return
    if chance.random() < 0.4:
        life.meddle(chance)
    before = life.state()
    done = life.run("all", "--plan", str(plan))
    if done.is_refused or not done.changes:
        # Something differs, or all is already as the plan wants it.
        promise.wrote_nothing(done)
        return
    if dry.written != done.written:
        raise BrokenPromiseError(f"planned was {dry.said}, and it was {done.said}")
    holding.no_harm(life, before, life.state(), done)


def pull(life: Life, chance: Chance) -> None:
    """People's changes come into the file, and `all` writes what the pull has named."""
    before, text = life.state(), life.text
    words = ("pull", "--batch", *chance.choice(_PULLS))
    done = life.run(*words)
    promise.wrote_nothing(done)
    if "taken" not in done.document:
        if life.text != text:
            raise BrokenPromiseError(f"a pull that failed changed the file: {done.out}")
        return
    life.tell(f"{' '.join(words)}: {done.document['taken']}, {done.document['new']}")
    life.read()
    again = life.run(*words)
    if again.document.get("taken"):
        raise BrokenPromiseError(
            f"{words} took in {done.document['taken']}, then {again.document['taken']}"
        )
    dry = life.run("all", "--dry-run")
    if not dry.is_refused and len(dry.written) != len(done.pending):
        raise BrokenPromiseError(f"a pull named {done.pending}, and `all` would write {dry.said}")
    promise.texts_stay(before, life.state())


def undo(life: Life, chance: Chance) -> None:
    """An earlier run is taken back; what people did since then stays."""
    runs = (each for each in past_run.runs(life.runs) if _has_written(each))
    past = [each.id for each, _ in zip(runs, range(4), strict=False)]
    if not past:
        return
    before = life.state()
    words = ["undo", "--run", chance.choice(past)]
    if chance.random() < 0.3:
        life.tell("--delete")
        words.append("--delete")
    done = holding.foretold(life, *words)
    if done is not None:
        after = life.state()
        promise.texts_stay(before, after, deleted=done.deleted)
        promise.no_twins(before, after)


def _has_written(past: past_run.PastRun) -> bool:
    return any(each.may_have_landed for each in past.changes)


def rename(life: Life, chance: Chance) -> None:
    """The repository has another name for a while; a run finds it by its old one."""
    people = People(life.gh, chance)
    people.mutate("updateRepository", repositoryId=people.repository["id"], name=f"{NAME}-2")
    try:
        command = chance.choice(("all", "prune", "undo"))
        done = holding.foretold(life, command)
        if done is not None and command != "undo":
            promise.is_idle(life.run(command), done)
    finally:
        people.mutate("updateRepository", repositoryId=people.repository["id"], name=NAME)
    holding.finished(life)


def lend(life: Life, chance: Chance) -> None:
    """Somebody with other rights runs the same plan."""
    before, token = life.state(), chance.choice(ground.OTHERS)
    done = life.run("all", token=token)
    life.tell(f"{token}: {done.code}")
    after = life.state()
    promise.texts_stay(before, after)
    promise.no_twins(before, after)


def look(life: Life, chance: Chance) -> None:
    """A command that only reads, reads only; an export is valid, and makes nothing new."""
    before, words = life.state(), chance.choice(_LOOKS)
    to = life.folder / "exported.yml"
    more: tuple[str, ...] = ("--backlog", str(life.path), "--output", "json")
    if words[0] == "export":
        more = ("--repo", REPOSITORY, "--to", str(to))
    elif words[0].startswith("runs."):
        more = ()
    done = life.call(*words, *more)
    promise.wrote_nothing(done)
    promise.texts_stay(before, life.state())
    if words[0] == "export" and done.code == 0:
        if not life.is_valid(to):
            raise BrokenPromiseError(f"an export is not valid: {to.read_text(encoding='utf-8')}")
        dry = life.call("all", "--dry-run", "--backlog", str(to), "--output", "json")
        if [each for each in dry.written if each[2] == "created"]:
            raise BrokenPromiseError(f"a run of an export would make: {dry.said}")


ACTS: Sequence[Callable[[Life, Chance], None]] = (
    *(edit,) * 6,
    *(meddle,) * 6,
    *(all,) * 5,
    *(pull,) * 4,
    *(race,) * 3,
    *(part, part, undo, undo, kill, kill, disturb, disturb),
    *(review, lend, look, wait, forget, rename),
)


def live(life: Life, steps: Sequence[int]) -> None:
    """Live through these steps. What happens in one depends on its number, not on the others."""
    life.begin()
    for step in steps:
        chance = random.Random(f"{life.seed}.{step}")
        act = chance.choice(ACTS)
        life.told.append(f"{step} {act.__name__}")
        act(life, chance)
