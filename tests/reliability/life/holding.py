"""Runs in a life that are held to what is promised."""

from tests.reliability.life import promise
from tests.reliability.life.command import Done
from tests.reliability.life.life import Life
from tests.reliability.life.promise import BrokenPromiseError, State


def foretold(life: Life, *words: str) -> Done | None:
    """Run after a dry run, and compare the two; None if the input was refused."""
    dry = life.run(*words, "--dry-run")
    promise.wrote_nothing(dry)
    done = life.run(*words)
    if done.is_refused:
        life.tell(f"{done.run.get('stopped')}")
        promise.wrote_nothing(done)
        return None
    life.tell(f"{done.code} {done.said}")
    if done.run["stopped"]:
        raise BrokenPromiseError(f"it stopped: {done.run['stopped']}")
    promise.is_as_foretold(dry, done)
    promise.code_is_right(done)
    return done


def finished(life: Life) -> None:
    """Hold that the next run does the rest, and the one after it nothing."""
    before = life.state()
    done = life.run("all")
    if done.is_refused or done.run["stopped"]:
        return
    life.tell(f"{done.code} {done.said}")
    promise.code_is_right(done)
    no_harm(life, before, life.state(), done)
    promise.is_idle(life.run("all"), done)


def no_harm(life: Life, before: State, after: State, done: Done) -> None:
    """Hold that nothing was lost, doubled or harmed."""
    promise.texts_stay(before, after)
    promise.no_twins(before, after)
    promise.others_stay(before, after, done, life.backlog)
    promise.values_stay(before, after, life.backlog)
    for each in done.changes:
        if each["module"] not in ("issue", "sub_issue") or each["number"] is None:
            continue
        key, number = each["key"], each["number"]
        known = before["issues"].get(life.owned.get(key), {"body": ""})
        if number not in before["issues"] and promise.key_of(known["body"]) == key:
            raise BrokenPromiseError(f"{key} became #{number}, and was #{life.owned[key]} already")
        if each["outcome"] in ("created", "updated", "skipped"):
            life.owned[key] = number


def verified(life: Life, idle: Done) -> None:
    """Hold that `verify` finds everything as declared, or the run has named what is not."""
    verified = life.call("verify", "--output", "json", "--backlog", str(life.path))
    is_named = idle.left or idle.warnings or idle.names_orphans
    if verified.code == 2 and not is_named:
        checks = verified.document["checks"]
        fine = ("match", "unsupported", "imitation")
        raise BrokenPromiseError(
            f"verify: {[each for each in checks if each['state'] not in fine]}"
        )


def taken_back(
    life: Life, before: State, between: State, done: Done, *, is_deleting: bool = False
) -> None:
    """Hold that undo brings back what was before a run; it may delete what the run has made."""
    back = foretold(life, "undo", *(["--delete"] if is_deleting else []))
    if back is not None:
        after = life.state()
        promise.texts_stay(between, after, deleted=back.deleted)
        if is_deleting and not back.left and {*after["issues"]} - {*before["issues"]}:
            raise BrokenPromiseError(f"undo --delete left {after['issues']}: {back.said}")
        promise.is_undone(before, after, done, back)
