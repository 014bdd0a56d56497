"""What a test made on GitHub is gone when it ends."""

from tests.contract.github import GitHub


def test_what_was_made_is_removed(github: GitHub) -> None:
    label, milestone = github.label(), github.milestone()
    issue = github.issue(labelIds=[label["node_id"]], milestoneId=milestone["node_id"])
    path = github.file()
    made = github.rest("PUT", f"contents/{path}", {"message": "Try", "content": "b25l"})
    assert made.status == 201
    github.clean()
    assert github.rest("GET", f"contents/{path}").status == 404
    assert github.rest("GET", f"labels/{label['name']}").status == 404
    assert github.rest("GET", f"milestones/{milestone['number']}").status == 404
    left = github.rest("GET", f"issues/{issue.number}")
    assert left.status in (404, 410) or left.body["state"] == "closed"
