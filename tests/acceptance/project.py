"""A project as plain `gh` shows it, and what people do to it."""

import io
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from gh_playbook.report import json_document
from gh_playbook.report.console import TextReport
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_playbook.verification import verify
from tests.acceptance.conftest import BACKLOG, REPOSITORY, ROOT, Done, Trial
from tests.verification.conftest import settings
from tests.verification.test_drift import said

OWNER = REPOSITORY.split("/")[0]
_EVERYTHING = (ROOT / "tests" / "acceptance" / "project.graphql").read_text()

# A run's words for what is not simply done.
_TROUBLE = ("unsupported", "failed", "blocked", "conflict")


@dataclass(frozen=True)
class Project:
    """The project of a number, of the organization."""

    trial: Trial
    number: int = 1

    def gh(self, command: str, *arguments: str) -> Any:
        """Run `gh project …` on it and return its JSON."""
        where = (str(self.number), "--owner", OWNER, "--format", "json")
        return json.loads(self.trial.gh("project", command, *where, *arguments))

    @property
    def cards(self) -> dict[str, dict[str, Any]]:
        """The cards as `item-list` shows them, by title."""
        found = self.gh("item-list", "--limit", "200")["items"]
        titles = [card["content"]["title"] for card in found]
        assert len(set(titles)) == len(titles), "a card is there twice"
        return dict(zip(titles, found, strict=True))

    @property
    def everything(self) -> dict[str, Any]:
        """All that GraphQL tells: fields, options, views, cards in their order, with values."""
        answer = self.trial.gh.graphql(_EVERYTHING, owner=OWNER, number=self.number)
        found: dict[str, Any] = answer["data"]["organization"]["projectV2"]
        return found

    @cached_property
    def ids(self) -> dict[str, str]:
        """The ids that people copy: `Status` a field, `Status/Done` an option, `#13` a card."""
        found = self.everything
        ids = {"project": found["id"]}
        for field in found["fields"]["nodes"]:
            ids[field["name"]] = field["id"]
            for option in field.get("options", ()):
                ids[f"{field['name']}/{option['name']}"] = option["id"]
        ids |= {f"view {each['name']}": each["id"] for each in found["views"]["nodes"]}
        for card in found["items"]["nodes"]:
            ids[f"#{card['content'].get('number')}"] = card["id"]
        return ids

    def edit(self, card: str, field: str, **value: Any) -> None:
        """Give the card of an issue such as `#13` a value, or none."""
        where = {
            "projectId": self.ids["project"],
            "itemId": self.ids[card],
            "fieldId": self.ids[field],
        }
        if value:
            self.mutate("updateProjectV2ItemFieldValue", {**where, "value": value})
        else:
            self.mutate("clearProjectV2ItemFieldValue", where)

    def choose(self, card: str, field: str, option: str) -> None:
        """Give a card another option."""
        self.edit(card, field, singleSelectOptionId=self.ids[f"{field}/{option}"])

    def mutate(self, name: str, input: dict[str, Any]) -> None:
        """Send a mutation, which must succeed."""
        document = (
            f"mutation($input: {name[0].upper()}{name[1:]}Input!) "
            f"{{ {name}(input: $input) {{ clientMutationId }} }}"
        )
        assert "errors" not in self.trial.gh.graphql(document, input=input)

    def options(self, field: str) -> list[dict[str, Any]]:
        """Return a field's options as a mutation takes them."""
        nodes = self.everything["fields"]["nodes"]
        found: list[dict[str, Any]] = next(
            each["options"] for each in nodes if each["name"] == field
        )
        return found

    def set_options(self, field: str, options: list[dict[str, Any]]) -> None:
        """Change a field's options, as the settings page does."""
        input = {"fieldId": self.ids[field], "singleSelectOptions": options}
        self.mutate("updateProjectV2Field", input)


def changed(done: Done) -> dict[str, str]:
    """Return what was not as declared, by key; the report is renewed whenever it tells more."""
    others = (each for each in done.changes if each["module"] != "report")
    as_declared = {"skipped", "verified"}
    return {each["key"]: each["outcome"] for each in others if each["outcome"] not in as_declared}


def drift(trial: Trial, **options: Any) -> list[str]:
    """Verify, and return what differs, as `drift.yml` has it."""
    return [said(each) for each in verify(settings(trial.sandbox, **options)).drift]


def unsupported(trial: Trial, **options: Any) -> list[str]:
    """Verify, and return what is not possible here, of each kind one."""
    found = verify(settings(trial.sandbox, **options)).unsupported
    return list(dict.fromkeys(f"{each.kind}: {each.actual}" for each in found))


def told(trial: Trial, playbook: str = "all", **options: Any) -> tuple[Done, list[str]]:
    """Run, and return with it the lines that say what was not done."""
    before, out = len(trial.gh.log()), io.StringIO()
    options = {"backlog": BACKLOG, **options}
    settings = Settings(
        ROOT / "playbooks" / f"{playbook}.yml",
        sandbox=True,
        sandbox_dir=trial.sandbox.directory,
        **options,
    )
    listener = TextReport(settings, out=out)
    report = run(settings, listener)
    done = Done(report.exit_code, json_document.text(report), "", trial.gh.log()[before:])
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    return done, [line for line in lines if line.startswith(_TROUBLE)]


def seed(folder: Path, **more: Any) -> Path:
    """Write a seed: the repository as it was found, and more."""
    path = folder / "seed.yml"
    path.write_text(yaml.safe_dump({"extends": "lluminary", **more}))
    return path
