"""Names of repositories, and what is said to what people write instead."""

import pytest

from gh_playbook.declaration import repository_name


@pytest.mark.parametrize("text", ["acme/rocket", "a/b", "acme/.github", "emu_corp/x.y_z", "ACME/1"])
def test_a_name_has_an_owner_and_a_name(text: str) -> None:
    assert repository_name.parted(text) == tuple(text.split("/"))


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/acme/rocket",
        "http://www.github.com/acme/rocket/",
        "https://octocat@github.com/acme/rocket.git",
        "https://github.com/acme/rocket/issues/1",
        "https://github.com/acme/rocket/tree/main?tab=readme",
        "https://github.com/acme/rocket#readme",
        "https://api.github.com/repos/acme/rocket",
        "git@github.com:acme/rocket.git",
        "ssh://git@github.com/acme/rocket",
        "ssh://git@ssh.github.com:443/acme/rocket.git",
        "git+ssh://git@github.com/acme/rocket.git",
        "github.com/acme/rocket",
        "acme/rocket.git",
        "acme/rocket/",
        "/acme/rocket",
        "acme/rocket#12",
        " acme/rocket",
    ],
)
def test_the_advice_for_an_address_is_its_name(text: str) -> None:
    assert repository_name.parted(text) is None
    assert repository_name.advice(text) == ": write acme/rocket"


@pytest.mark.parametrize(
    "text",
    [
        "https://ghe.acme.com/acme/rocket",
        "https://ghe.acme.com:8443/acme/rocket.git",
        "git@ghe.acme.com:acme/rocket.git",
        "ghe.acme.com/acme/rocket/issues",
    ],
)
def test_the_server_of_an_address_is_not_forgotten(text: str) -> None:
    assert repository_name.advice(text) == ": write acme/rocket, and set GH_HOST=ghe.acme.com"


def test_blanks_around_the_slash_are_named() -> None:
    assert repository_name.parted("octo / demo") is None
    assert repository_name.advice("octo / demo") == ": write octo/demo"


@pytest.mark.parametrize(
    "text",
    ["acme", "a/b/c", "acme/.", "acme/..", "", "/", "https://github.com/acme"],
)
def test_what_names_no_repository_gets_no_advice(text: str) -> None:
    assert repository_name.parted(text) is None
    assert repository_name.advice(text) == ""
