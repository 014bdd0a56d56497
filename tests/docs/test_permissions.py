"""The page about permissions names every command, and what every module needs."""

import re

from gh_playbook.modules import MODULES
from gh_playbook.tasks import namespace
from tests.docs.reader import DOCS

PAGE = (DOCS / "how-to" / "permissions.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_table() -> None:
    named = set(re.findall(r"`([\w.-]+)[^`]*`", PAGE))
    commands = {str(each.name) for each in namespace.to_contexts()}
    ours = {each.removesuffix(".list") for each in commands if not each.startswith("sandbox.")}
    assert ours - named == set()


def test_every_scope_and_permission_of_a_module_is_in_the_table() -> None:
    for module in MODULES.values():
        if module.name != "gh_api":  # whatever its endpoint needs
            assert f"`{module.scope}`" in PAGE, module.name
            assert module.permission in PAGE, module.name
