"""Writing: which operations go together, what is sent again, and what never is."""

from typing import Any

import pytest

from gh_playbook.github.error import (
    AuthenticationError,
    GitHubError,
    RateLimitedError,
    UncertainError,
)
from gh_playbook.github.writer import (
    HEAVY_BATCH,
    LIGHT_BATCH,
    Done,
    NotReachedError,
    PostponedError,
    Writer,
    document,
)
from gh_playbook.model.change import Call, Mutation, Operation
from tests.github.answers import Answering, Time, answer

CREATE = Mutation("createIssue", {"title": "A"}, "issue { id }")
LIGHT = Mutation("updateProjectV2ItemFieldValue", {"itemId": "1"}, "clientMutationId", light=True)
CALL = Call("POST", "repos/octo/demo/milestones", {"title": "v1"})
LIMITED = answer({"message": "secondary rate limit"}, 403, {"retry-after": "30"})
DONE = {"issue": {"id": "I1"}}


def a_writer(*answers: Any) -> tuple[Writer, Answering, Time]:
    gh, time = Answering(answers=list(answers)), Time()
    return Writer(gh, time.pacer()), gh, time


def sizes(operations: list[Operation]) -> list[int]:
    return [len(batch) for batch in a_writer()[0].batches(operations)]


def test_heavy_mutations_go_sixteen_together_and_light_ones_more() -> None:
    # Of heavier ones GitHub was seen to carry 18 out before it stopped.
    assert HEAVY_BATCH <= 16 < LIGHT_BATCH
    assert sizes([CREATE] * (HEAVY_BATCH + 1)) == [HEAVY_BATCH, 1]
    assert sizes([LIGHT] * (LIGHT_BATCH + 1)) == [LIGHT_BATCH, 1]


def test_together_they_weigh_what_they_weigh() -> None:
    assert sizes([CREATE, LIGHT, LIGHT, CREATE]) == [4]
    assert sizes([*[CREATE] * 7, *[LIGHT] * 30]) == [7 + 22, 8]
    assert sizes([*[LIGHT] * 20, *[CREATE] * 10]) == [20 + 8, 2]


def test_a_rest_request_goes_alone_and_in_its_place() -> None:
    assert sizes([CREATE, LIGHT, CALL, CALL, CREATE]) == [2, 1, 1, 1]
    assert sizes([]) == []


def test_batches_cover_all_operations_in_order() -> None:
    operations: list[Operation] = [CREATE, CALL, LIGHT, LIGHT, CREATE] * 9
    batches = a_writer()[0].batches(operations)
    assert [index for batch in batches for index in batch] == list(range(len(operations)))


def test_a_document_names_each_operation_by_an_alias() -> None:
    assert document([CREATE, LIGHT]) == (
        "mutation($input0: CreateIssueInput!, $input1: UpdateProjectV2ItemFieldValueInput!) {\n"
        "  m0: createIssue(input: $input0) { issue { id } }\n"
        "  m1: updateProjectV2ItemFieldValue(input: $input1) { clientMutationId }\n"
        "}"
    )


def test_a_batch_is_one_request_with_its_inputs_as_variables() -> None:
    writer, gh, _ = a_writer(answer({"data": {"m0": DONE, "m1": DONE}}))
    assert writer.send([CREATE, CREATE]) == [Done(DONE), Done(DONE)]
    (asked,) = gh.asked
    assert asked[:2] == ("POST", "graphql")
    assert asked[2]["variables"] == {"input0": {"title": "A"}, "input1": {"title": "A"}}
    assert (writer.requests, writer.retries) == (1, 0)


def test_a_rest_request_gives_its_json() -> None:
    writer, gh, _ = a_writer(answer({"number": 1}, 201))
    assert writer.send([CALL]) == [Done({"number": 1})]
    assert gh.asked == [("POST", "repos/octo/demo/milestones", {"title": "v1"})]


def test_one_refused_alias_does_not_take_the_others_with_it() -> None:
    errors = [{"path": ["m1"], "type": "UNPROCESSABLE", "message": "Title is too long"}]
    writer, _, _ = a_writer(answer({"data": {"m0": DONE, "m1": None}, "errors": errors}))
    first, second = writer.send([CREATE, CREATE])
    assert first == Done(DONE)
    assert str(second) == "Title is too long (createIssue, UNPROCESSABLE)"


def test_what_a_resource_limit_cut_off_was_not_reached() -> None:
    errors = [{"path": ["m1"], "type": "RESOURCE_LIMITS_EXCEEDED", "message": "limits"}]
    writer, _, time = a_writer(answer({"data": {"m0": DONE, "m1": None}, "errors": errors}))
    assert isinstance(writer.send([CREATE, CREATE])[1], NotReachedError)
    assert time.slept == []


def cut_after(done: int, size: int) -> Any:
    """Return the answer to a document of this size, of which so much was carried out."""
    errors = [
        {"path": [f"m{index}"], "type": "RESOURCE_LIMITS_EXCEEDED", "message": "limits"}
        for index in range(done, size)
    ]
    data = {f"m{index}": DONE if index < done else None for index in range(size)}
    return answer({"data": data, "errors": errors})


def test_later_documents_are_no_longer_than_what_github_takes() -> None:
    writer, _, _ = a_writer(cut_after(5, 15), cut_after(5, 7))
    many = [CREATE] * 30
    assert writer.next_batch(many) == HEAVY_BATCH
    writer.send(many[:15])
    assert writer.next_batch(many) == 7
    writer.send(many[:7])
    assert writer.next_batch(many) == 5
    assert writer.next_batch(many[:2]) == 2
    assert writer.next_batch([LIGHT] * 50) == 5


def test_a_document_that_github_cut_off_at_once_does_not_make_each_one_single() -> None:
    writer, _, _ = a_writer(cut_after(0, 15))
    writer.send([CREATE] * 15)
    assert writer.next_batch([CREATE] * 30) == 7


def test_what_a_rate_limit_cut_off_is_left_and_the_rest_is_not_sent_twice() -> None:
    errors = [{"path": ["m1"], "type": "RATE_LIMITED", "message": "API rate limit exceeded"}]
    payload = {"data": {"m0": DONE, "m1": None}, "errors": errors}
    writer, gh, time = a_writer(answer(payload, 200, {"retry-after": "20"}))
    first, second = writer.send([CREATE, CREATE])
    assert first == Done(DONE)
    assert isinstance(second, NotReachedError)
    assert len(gh.asked) == 1
    assert time.slept == [20.0]


def test_what_was_carried_out_without_an_answer_is_in_doubt() -> None:
    errors = [{"path": ["m0", "issue"], "type": "RESOURCE_LIMITS_EXCEEDED", "message": "limits"}]
    writer, _, _ = a_writer(answer({"data": {"m0": {"issue": None}}, "errors": errors}))
    assert isinstance(writer.send([CREATE])[0], UncertainError)


def test_a_limit_is_waited_for_and_the_request_sent_again() -> None:
    writer, gh, time = a_writer(LIMITED, answer({"data": {"m0": DONE}}))
    assert writer.send([CREATE]) == [Done(DONE)]
    assert (writer.requests, writer.retries, len(gh.asked)) == (2, 1, 2)
    assert time.slept == [30.0]


def test_a_limit_without_an_end_stops_the_run() -> None:
    writer, gh, _ = a_writer(LIMITED, LIMITED, LIMITED, LIMITED)
    with pytest.raises(RateLimitedError):
        writer.send([CREATE])
    assert len(gh.asked) == 4


@pytest.mark.parametrize("again", [True, False])
def test_a_limit_without_an_end_stops_it_also_if_the_lock_is_renewed_meanwhile(
    again: bool,
) -> None:
    renewed = answer({"data": {"m0": {}}})
    writer, gh, _ = a_writer(*[LIMITED, renewed] * 3, LIMITED)

    def renew() -> None:
        if 0 < len(gh.asked) < 6:
            writer.before_request = lambda: None
            assert writer.send([LIGHT]) == [Done({})]
            writer.before_request = renew

    writer.before_request = renew
    for _ in range(0 if again else 3):
        assert isinstance(writer.send([CREATE], again=again)[0], PostponedError)
    with pytest.raises(RateLimitedError):
        writer.send([CREATE], again=again)
    assert len(gh.asked) == 7


def test_a_limit_beyond_patience_stops_the_run_at_once() -> None:
    writer, _, time = a_writer(answer({"message": "limit"}, 403, {"retry-after": "86400"}))
    with pytest.raises(RateLimitedError):
        writer.send([CREATE])
    assert time.slept == []


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(UncertainError("no answer: EOF", request="x"), id="a lost connection"),
        pytest.param(answer("<html>", 502), id="a bad gateway"),
        pytest.param(answer('{"data": {"m0"'), id="half an answer"),
        pytest.param(answer(""), id="an empty answer"),
        pytest.param(
            answer(
                {
                    "data": None,
                    "errors": [{"message": "Something went wrong while executing your query"}],
                }
            ),
            id="GitHub gave up",
        ),
    ],
)
def test_a_lost_answer_is_in_doubt_and_never_sent_again_blindly(lost: Any) -> None:
    writer, gh, _ = a_writer(lost)
    outcomes = writer.send([CREATE, CREATE])
    assert [type(each) for each in outcomes] == [UncertainError, UncertainError]
    assert len(gh.asked) == 1


def test_a_refusal_of_the_whole_is_that_of_each() -> None:
    writer, _, _ = a_writer(answer({"errors": [{"message": "no such field"}]}))
    outcomes = writer.send([CREATE, CREATE])
    assert [str(each) for each in outcomes] == ["no such field (createIssue)"] * 2
    assert all(type(each) is GitHubError for each in outcomes)


def test_a_login_that_ends_in_the_middle_stops_the_run() -> None:
    writer, _, _ = a_writer(answer({"message": "Bad credentials"}, 401))
    with pytest.raises(AuthenticationError):
        writer.send([CREATE])


def test_what_belongs_together_is_not_parted_where_it_fits() -> None:
    first = Mutation("addLabelsToLabelable", {}, "clientMutationId", with_next=True)
    assert sizes([first, first, CREATE] * 8) == [15, 9]
    assert sizes([*[CREATE] * 2, *[first, first, CREATE] * 5]) == [14, 3]
    assert sizes([*[first] * 20, CREATE]) == [16, 5], "unless it is too much"


def test_what_the_lock_says_after_a_wait_is_heard_before_anything_is_sent() -> None:
    writer, gh, _ = a_writer(LIMITED, answer({"data": {"m0": DONE}}))
    waited: list[float] = []

    def lose_after_a_wait() -> None:
        waited.append(writer.pacer.waited)
        if writer.pacer.waited:
            raise GitHubError("another run has taken over")

    writer.before_request = lose_after_a_wait
    with pytest.raises(GitHubError, match="taken over"):
        writer.send([CREATE])
    assert (waited, len(gh.asked)) == ([0, 30], 1)
