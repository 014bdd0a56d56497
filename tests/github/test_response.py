"""Every form in which GitHub says no, and what it means."""

import pytest

from gh_playbook.github import response
from gh_playbook.github.error import (
    AuthenticationError,
    GitHubError,
    RateLimitedError,
    UncertainError,
)
from tests.github.answers import NOON, answer

SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)
BLOCKED = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content "
    "creation. Please retry your request again later."
)
GAVE_UP = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it "
    "could be a GitHub bug."
)
EXHAUSTED = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOON + 90)}


def test_data_without_errors_is_data() -> None:
    result = response.graphql(answer({"data": {"a": 1}}), "things")
    assert (result.data, result.errors) == ({"a": 1}, [])
    assert result.first_error("things") is None
    assert response.rest(answer([1]), "things") == [1]


def test_no_content_is_nothing() -> None:
    assert response.rest(answer("", 204), "delete") is None


@pytest.mark.parametrize("text", ["", "  \n"])
@pytest.mark.parametrize("status", [200, 201])
def test_an_empty_answer_is_in_doubt(text: str, status: int) -> None:
    with pytest.raises(UncertainError, match="the answer is empty"):
        response.rest(answer(text, status), "create")
    with pytest.raises(UncertainError, match="the answer is empty"):
        response.graphql(answer(text, status), "create")


@pytest.mark.parametrize("text", ['{"data": {"m0"', "<html>", '{"data"'])
def test_half_an_answer_is_in_doubt(text: str) -> None:
    with pytest.raises(UncertainError, match="the answer is incomplete"):
        response.graphql(answer(text), "create")
    with pytest.raises(UncertainError, match="the answer is incomplete"):
        response.rest(answer(text, 201), "create")


@pytest.mark.parametrize(
    "text",
    [
        *("{}", "null", "[]", '"x"', "7", '{"message": "hello"}', '{"data": null}', '{"data": {}}'),
        *('{"data": "x"}', '{"data": [1]}', '{"errors": "x"}', '{"errors": {"message": "x"}}'),
        # Not everything in it is what it seems, so the rest says nothing for certain.
        *('{"errors": ["x"], "data": {"m0": null}}', '{"errors": 7, "data": {"m0": {}}}'),
        *('{"errors": [null]}', '{"errors": ["x"], "data": 1}', '{"errors": [{"path": 1}]}'),
        *('{"errors": [{"extensions": "x"}]}', "[" * 100_000, '{"data": ' + "9" * 10_000 + "}"),
    ],
)
def test_what_is_not_graphql_is_in_doubt(text: str) -> None:
    with pytest.raises(UncertainError, match=r"the answer is (empty|incomplete)"):
        response.graphql(answer(text), "create")


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ("Could not resolve", "Validation Failed: Could not resolve"),
        (None, "Validation Failed"),
        (7, "Validation Failed: 7"),
        ([None, "x"], "Validation Failed: None, x"),
        ([{"field": None, "code": 7}], "Validation Failed: 7"),
    ],
)
def test_the_errors_of_a_refusal_may_have_any_form(errors: object, told: str) -> None:
    with pytest.raises(GitHubError) as caught:
        response.rest(answer({"message": "Validation Failed", "errors": errors}, 422), "create")
    assert caught.value.message == told


def test_the_older_name_of_a_limit_is_one() -> None:
    message = "You have triggered an abuse detection mechanism. Please wait a few minutes."
    with pytest.raises(RateLimitedError):
        response.rest(answer({"message": message}, 403), "create")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("text", ["<html>Bad gateway</html>", '{"message": "Server Error"}', ""])
def test_a_server_s_error_is_in_doubt(status: int, text: str) -> None:
    for meaning in (response.rest, response.graphql):
        with pytest.raises(UncertainError, match="did not answer in time") as caught:
            meaning(answer(text, status), "create")
        assert caught.value.status == status


def test_giving_up_with_status_200_is_in_doubt() -> None:
    for data in (None, {"m0": None, "m1": None}):
        with pytest.raises(UncertainError, match="Something went wrong"):
            response.graphql(answer({"data": data, "errors": [{"message": GAVE_UP}]}), "create")


def test_a_refused_login_says_what_to_do() -> None:
    for meaning in (response.rest, response.graphql):
        with pytest.raises(AuthenticationError, match="run `gh auth login`"):
            meaning(answer({"message": "Bad credentials"}, 401), "viewer")
        local = answer({"message": "Bad credentials"}, 401, {"x-gh-sandbox": ".sandbox"})
        with pytest.raises(AuthenticationError, match=r"`eval .*sandbox.env.*` sets it"):
            meaning(local, "viewer")


@pytest.mark.parametrize(
    ("status", "message", "headers", "wait"),
    [
        pytest.param(403, "API rate limit exceeded", EXHAUSTED, 91, id="primary, 403"),
        pytest.param(429, "API rate limit exceeded", EXHAUSTED, 91, id="primary, 429"),
        pytest.param(403, SECONDARY, {"retry-after": "30"}, 30, id="secondary with retry-after"),
        pytest.param(403, SECONDARY, {}, None, id="secondary without"),
        pytest.param(429, SECONDARY, {}, None, id="secondary, 429"),
        pytest.param(403, BLOCKED, {}, None, id="content block"),
        pytest.param(403, "Wait", {"retry-after": "5"}, 5, id="only the header says so"),
        pytest.param(429, "Too many", {"x-ratelimit-remaining": "12"}, None, id="only the status"),
    ],
)
def test_a_limit_says_how_long_to_wait(
    status: int, message: str, headers: dict[str, str], wait: float | None
) -> None:
    for meaning in (response.rest, response.graphql):
        with pytest.raises(RateLimitedError) as caught:
            meaning(answer({"message": message}, status, headers), "create")
        assert (caught.value.wait, caught.value.message) == (wait, message)


@pytest.mark.parametrize(
    ("error", "headers", "wait"),
    [
        pytest.param(
            {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1"},
            EXHAUSTED,
            91,
            id="primary",
        ),
        pytest.param({"message": SECONDARY}, {"retry-after": "60"}, 60, id="secondary"),
        pytest.param({"message": "was submitted too quickly"}, {}, None, id="too quick"),
    ],
)
def test_a_limit_with_status_200_is_one_too(
    error: dict[str, str], headers: dict[str, str], wait: float | None
) -> None:
    for data in (None, {"m0": None}):
        payload = {"data": data, "errors": [error]}
        with pytest.raises(RateLimitedError) as caught:
            response.graphql(answer(payload, 200, headers), "create")
        assert caught.value.wait == wait


def test_a_reset_in_the_past_is_a_moment() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOON - 50)}
    with pytest.raises(RateLimitedError) as caught:
        response.rest(answer({"message": "limit"}, 403, headers), "read")
    assert caught.value.wait == 1.0


def test_a_403_that_is_no_limit_is_a_refusal() -> None:
    refused = answer({"message": "Must have admin rights"}, 403, {"x-ratelimit-remaining": "99"})
    with pytest.raises(GitHubError, match="Must have admin rights") as caught:
        response.rest(refused, "POST repos/octo/demo/milestones")
    assert type(caught.value) is GitHubError
    expected = "Must have admin rights (POST repos/octo/demo/milestones, HTTP 403)"
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("errors", "message", "kind"),
    [
        pytest.param(
            [{"resource": "Milestone", "code": "already_exists", "field": "title"}],
            "Validation Failed: title already_exists",
            "already_exists",
            id="a code",
        ),
        pytest.param(
            [{"resource": "Issue", "code": "custom", "field": "body", "message": "body is long"}],
            "Validation Failed: body is long",
            "custom",
            id="a message",
        ),
        pytest.param(["Name is taken"], "Validation Failed: Name is taken", "", id="a text"),
        pytest.param([], "Validation Failed", "", id="none"),
    ],
)
def test_a_validation_error_tells_field_and_code(
    errors: list[object], message: str, kind: str
) -> None:
    payload = {"message": "Validation Failed", "errors": errors, "status": "422"}
    with pytest.raises(GitHubError) as caught:
        response.rest(answer(payload, 422), "create")
    assert (caught.value.message, caught.value.kind) == (message, kind)


def test_html_in_place_of_an_error_is_reported() -> None:
    with pytest.raises(GitHubError, match="<html>gone"):
        response.rest(answer("<html>gone", 404), "read")
    with pytest.raises(GitHubError, match="HTTP 404"):
        response.rest(answer("", 404), "read")


def test_errors_without_data_are_the_error() -> None:
    payload = {"errors": [{"message": "Field 'x' doesn't exist", "extensions": {"code": "bad"}}]}
    with pytest.raises(GitHubError, match="doesn't exist") as caught:
        response.graphql(answer(payload), "issues")
    assert caught.value.kind == "bad"


def test_each_alias_has_its_own_error() -> None:
    payload = {
        "data": {"m0": None, "m1": {"issue": {"id": "I1"}}, "m2": None, "m3": None},
        "errors": [
            {"path": ["m0"], "type": "NOT_FOUND", "message": "no such node"},
            {"path": ["m2"], "message": "was submitted too quickly"},
            {"path": ["m3"], "message": GAVE_UP},
        ],
    }
    result = response.graphql(answer(payload, 200, {"retry-after": "7"}), "create")
    first, second, third, fourth = (result.error(f"m{i}", "createIssue") for i in range(4))
    assert second is None
    assert (type(first), str(first)) == (GitHubError, "no such node (createIssue, NOT_FOUND)")
    assert isinstance(third, RateLimitedError)
    assert third.wait == 7
    assert isinstance(fourth, UncertainError)


def test_all_aliases_refused_is_not_the_whole_refused() -> None:
    errors = [{"path": [f"m{i}"], "message": f"no {i}", "type": "INVALID"} for i in range(2)]
    result = response.graphql(answer({"data": {"m0": None, "m1": None}, "errors": errors}), "x")
    assert [str(result.error(f"m{i}", "x")) for i in range(2)] == [
        "no 0 (x, INVALID)",
        "no 1 (x, INVALID)",
    ]


def test_an_error_without_a_path_is_that_of_what_has_no_data() -> None:
    payload = {"data": {"m0": {"a": 1}, "m1": None}, "errors": [{"message": "odd"}]}
    result = response.graphql(answer(payload), "x")
    assert result.error("m0", "x") is None
    assert str(result.error("m1", "x")) == "odd (x)"


def test_neither_data_nor_error_is_in_doubt() -> None:
    result = response.graphql(answer({"data": {"m0": {"a": 1}}}), "x")
    assert isinstance(result.error("m1", "x"), UncertainError)


@pytest.mark.parametrize(
    "secret",
    ["ghp_abcDEF123", "gho_abcDEF123", "ghs_abc123", "ghu_abc", "ghr_abc", "github_pat_11AB_cd"],
)
def test_a_token_never_appears_in_a_message(secret: str) -> None:
    errors = [
        GitHubError(f"bad {secret}!"),
        UncertainError(f"Authorization: token {secret}", request="x"),
        RateLimitedError(f"for {secret}", wait=None, request="x", status=403),
        AuthenticationError(f"(authorization: Bearer {secret})"),
    ]
    for error in errors:
        assert secret not in f"{error} {error.message} {error!r} {error.args}"
        assert "***" in str(error)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_write_that_github_redirects_was_not_done(status: int) -> None:
    """GitHub redirects requests to the old name of a repository (REST: "Follow redirects")."""
    moved = answer({"message": "Moved Permanently", "url": "https://api.github.com/x"}, status)
    for meaning in (response.rest, response.graphql):
        with pytest.raises(GitHubError, match=r"not done: .*run again") as caught:
            meaning(moved, "commits")
        assert not isinstance(caught.value, UncertainError)


def test_an_archived_repository_is_no_missing_right() -> None:
    for error in (
        GitHubError("Repository was archived so is read-only.", status=403),
        GitHubError("Repository was archived so is read-only.", kind="FORBIDDEN"),
    ):
        assert not error.is_forbidden
        assert str(error).endswith(
            "; unarchive it, and run the same command again: it continues from here"
        )


LINK = "https://github.com/orgs/acme/sso?authorization_request=AEX"


@pytest.mark.parametrize(
    ("header", "advice"),
    [
        (f"required; url={LINK}", f"open {LINK} and authorize it"),
        (
            "required",
            "log in again with `gh auth login`, or authorize the token in GitHub's settings",
        ),
    ],
    ids=["with its link", "without"],
)
def test_the_error_for_a_missing_sign_on_says_how(header: str, advice: str) -> None:
    """GraphQL's form is from fwouts/prmonitor#1042, the header from GitHub's documentation."""
    words = "Resource protected by organization SAML enforcement."
    error = {"type": "FORBIDDEN", "path": ["m0"], "message": words}
    payload = {"data": {"m0": None}, "errors": [{**error, "extensions": {"saml_failure": True}}]}
    headers = {"x-github-sso": header, "x-accepted-github-permissions": "issues=write"}
    with pytest.raises(GitHubError) as caught:
        response.rest(answer({"message": words}, 403, headers), "create")
    found = response.graphql(answer(payload, headers=headers), "create").error("m0", "create")
    for refused in (caught.value, found):
        assert refused is not None
        assert refused.is_forbidden
        told = "this login is not authorized for the organization's single sign-on"
        assert refused.message == f"{told}: {advice}"
