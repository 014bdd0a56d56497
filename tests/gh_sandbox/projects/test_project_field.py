"""Fields of projects: what replacing options and iterations does to the values of items."""

from typing import Any

import pytest

from tests.gh_sandbox.board import Board

FIELD = """projectV2Field {
  ... on ProjectV2FieldCommon { id name dataType }
  ... on ProjectV2SingleSelectField { options { id name color description } }
  ... on ProjectV2IterationField { configuration {
    duration startDay iterations { id title startDate duration } completedIterations { title }
  } }
}"""


def option(name: str, id: str | None = None, color: str = "GRAY") -> dict[str, str]:
    given = {"name": name, "color": color, "description": ""}
    return given if id is None else given | {"id": id}


def create(board: Board, name: str, data_type: str, **given: object) -> Any:
    where = {"projectId": board.id, "name": name, "dataType": data_type}
    return board.do("createProjectV2Field", FIELD, **where, **given)["projectV2Field"]


def update(board: Board, field: str, **given: object) -> Any:
    id = board.fields()[field]["id"]
    return board.do("updateProjectV2Field", FIELD, fieldId=id, **given)["projectV2Field"]


@pytest.mark.parametrize("data_type", ["TEXT", "NUMBER", "DATE"])
def test_plain_fields_are_created(board: Board, data_type: str) -> None:
    made = create(board, "Extra", data_type)
    assert (made["name"], made["dataType"]) == ("Extra", data_type)
    assert board.fields()["Extra"]["id"] == made["id"]


def test_a_single_select_field_is_created_with_its_options(board: Board) -> None:
    options = [option("A", color="RED"), option("B")]
    made = create(board, "Choice", "SINGLE_SELECT", singleSelectOptions=options)
    assert [(each["name"], each["color"]) for each in made["options"]] == [
        ("A", "RED"),
        ("B", "GRAY"),
    ]
    assert len({each["id"] for each in made["options"]}) == 2


def test_an_iteration_field_tells_past_iterations_from_those_to_come(board: Board) -> None:
    configuration = board.fields()["Sprint"]["configuration"]
    assert [each["title"] for each in configuration["iterations"]] == ["Current", "Next"]
    assert configuration["completedIterations"] == [{"title": "Past"}]
    assert (configuration["duration"], configuration["startDay"]) == (14, 1)


def test_options_without_ids_are_new_and_items_lose_their_values(board: Board) -> None:
    before = board.options("Priority")
    update(board, "Priority", singleSelectOptions=[option("P0"), option("P1"), option("P2")])
    after = board.options("Priority")
    assert list(after) == list(before)
    assert not set(after.values()) & set(before.values())
    assert "Priority" not in board.values(3)
    assert "Priority" not in board.values(13)
    assert board.values(3)["Status"] == "Backlog"


def test_options_with_ids_keep_their_values_through_renaming_and_reordering(board: Board) -> None:
    ids = board.options("Priority")
    given = [option("Soon", ids["P1"], "BLUE"), option("New"), option("P0", ids["P0"])]
    update(board, "Priority", singleSelectOptions=given)
    after = board.options("Priority")
    assert list(after) == ["Soon", "New", "P0"]
    assert (after["Soon"], after["P0"]) == (ids["P1"], ids["P0"])
    assert board.values(3)["Priority"] == "P0"
    assert board.values(13)["Priority"] == "Soon"


def test_an_option_that_is_left_out_takes_its_values_along(board: Board) -> None:
    ids = board.options("Priority")
    update(board, "Priority", singleSelectOptions=[option("P1", ids["P1"])])
    assert "Priority" not in board.values(3)
    assert board.values(13)["Priority"] == "P1"


def test_an_empty_list_of_options_is_ignored(board: Board) -> None:
    before = board.options("Priority")
    update(board, "Priority", singleSelectOptions=[], name="Urgency")
    assert board.options("Urgency") == before
    assert board.values(3)["Urgency"] == "P0"


def test_an_options_id_must_be_the_fields(board: Board) -> None:
    foreign = board.options("Status")["Done"]
    type, message = board.refusal(
        "updateProjectV2Field",
        fieldId=board.fields()["Priority"]["id"],
        singleSelectOptions=[option("P0", foreign)],
    )
    assert type == "UNPROCESSABLE"
    assert message == "The single select option Id does not belong to the field"
    assert board.values(3)["Priority"] == "P0"


@pytest.mark.parametrize("same", ["name", "id"])
def test_an_option_is_given_once(board: Board, same: str) -> None:
    id = board.options("Priority")["P0"]
    twins = [option("P0"), option("p0")] if same == "name" else [option("A", id), option("B", id)]
    field = board.fields()["Priority"]["id"]
    refusal = board.refusal("updateProjectV2Field", fieldId=field, singleSelectOptions=twins)
    assert refusal == ("UNPROCESSABLE", f"Options must have unique {same}s")


def test_iterations_that_are_given_replace_all_and_items_lose_theirs(board: Board) -> None:
    iterations = [{"title": "Current", "startDate": "2026-11-23", "duration": 14}]
    given = {"startDate": "2026-11-23", "duration": 14, "iterations": iterations}
    update(board, "Sprint", iterationConfiguration=given)
    configuration = board.fields()["Sprint"]["configuration"]
    assert [each["title"] for each in configuration["iterations"]] == ["Current"]
    assert "Sprint" not in board.values(3)


def test_an_empty_list_of_iterations_changes_the_schedule_alone(board: Board) -> None:
    given = {"startDate": "2026-11-25", "duration": 7, "iterations": []}
    changed = update(board, "Sprint", iterationConfiguration=given)["configuration"]
    assert (changed["duration"], changed["startDay"]) == (7, 3)
    assert [each["title"] for each in changed["iterations"]] == ["Current", "Next"]
    assert board.values(3)["Sprint"] == "Current"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("priority", "Name has already been taken"),
        ("Type", "Name has a reserved value"),
        ("title", "Name has a reserved value"),
        (" ", "Name can't be blank"),
    ],
)
def test_a_name_is_refused(board: Board, name: str, message: str) -> None:
    given = {"projectId": board.id, "name": name, "dataType": "TEXT"}
    assert board.refusal("createProjectV2Field", **given) == ("UNPROCESSABLE", message)


def test_a_field_is_deleted_with_its_values(board: Board) -> None:
    board.do("deleteProjectV2Field", FIELD, fieldId=board.fields()["Estimate"]["id"])
    assert "Estimate" not in board.fields()
    assert "Estimate" not in board.values(3)


@pytest.mark.parametrize("field", ["Title", "Status", "Labels", "Type"])
def test_githubs_own_fields_are_neither_deleted_nor_renamed(board: Board, field: str) -> None:
    id = board.fields()[field]["id"]
    for mutation, given in (("deleteProjectV2Field", {}), ("updateProjectV2Field", {"name": "X"})):
        type, message = board.refusal(mutation, fieldId=id, **given)
        assert type == "UNPROCESSABLE"
        assert field in message


def test_a_project_has_at_most_50_fields(board: Board) -> None:
    for number in range(50 - len(board.fields())):
        create(board, f"Field {number}", "TEXT")
    given = {"projectId": board.id, "name": "One more", "dataType": "TEXT"}
    _, message = board.refusal("createProjectV2Field", **given)
    assert message == "A project cannot have more than 50 fields"


def test_a_field_has_at_most_50_options(board: Board) -> None:
    options = [option(f"Option {number}") for number in range(51)]
    given = {"projectId": board.id, "name": "Many", "dataType": "SINGLE_SELECT"}
    _, message = board.refusal("createProjectV2Field", **given, singleSelectOptions=options)
    assert message == "A field cannot have more than 50 options"
    create(board, "Many", "SINGLE_SELECT", singleSelectOptions=options[:50])


def test_a_multi_select_is_made_chosen_from_and_changed(board: Board) -> None:
    def options(*names: str, **ids: str) -> list[dict[str, str]]:
        given = ({"name": name, "color": "RED", "description": ""} for name in names)
        return [
            {**each, **({"id": ids[each["name"]]} if each["name"] in ids else {})} for each in given
        ]

    kept = """projectV2Field { ... on ProjectV2MultiSelectField {
      id dataType multiSelectOptions { id name } } }"""
    given: dict[str, Any] = {"projectId": board.id, "name": "Teams", "dataType": "MULTI_SELECT"}
    _, message = board.refusal("createProjectV2Field", **given)
    assert message == "Multi select fields must have at least one option"
    given["multiSelectOptions"] = options("Web", "API", "Docs")
    made = board.do("createProjectV2Field", kept, **given)["projectV2Field"]
    ids = {each["name"]: each["id"] for each in made["multiSelectOptions"]}
    place = {"projectId": board.id, "itemId": board.item(3)["id"], "fieldId": made["id"]}
    put = "updateProjectV2ItemFieldValue"
    chosen = {"multiSelectOptionIds": [ids["Docs"], ids["Web"]]}
    board.do(put, **place, value=chosen)
    assert _teams(board) == ("Web, Docs", ["Web", "Docs"])
    assert [each["content"]["number"] for each in board.items("teams:docs")] == [3]
    assert board.refusal(put, **place, value={"multiSelectOptionIds": ["x"]})[0] == "VALIDATION"
    change = {"fieldId": made["id"], "multiSelectOptions": options("Docs", "New", Docs=ids["Docs"])}
    board.do("updateProjectV2Field", kept, **change)
    assert _teams(board) == ("Docs", ["Docs"])
    board.do(put, **place, value={"multiSelectOptionIds": []})
    assert _teams(board) is None


def _teams(board: Board) -> tuple[str, list[str]] | None:
    found = board.ask(
        """query($id: ID!) { node(id: $id) { ... on ProjectV2Item {
        fieldValueByName(name: "Teams") {
          ... on ProjectV2ItemFieldMultiSelectValue { value options { name } } } } } }""",
        id=board.item(3)["id"],
    )["node"]["fieldValueByName"]
    return found and (found["value"], [each["name"] for each in found["options"]])


def test_a_field_is_found_by_name(board: Board) -> None:
    query = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
      status: field(name: "status") { ... on ProjectV2SingleSelectField {
        name options(names: ["Done"]) { name nameHTML descriptionHTML }
      } }
      none: field(name: "None") { __typename }
    } } }"""
    found = board.ask(query, id=board.id)["node"]
    assert found["status"]["name"] == "Status"
    assert [each["name"] for each in found["status"]["options"]] == ["Done"]
    assert found["none"] is None
