"""Releases with their files and notes, and statuses of commits."""

from hashlib import sha256

from tests.contract.github import Answer, GitHub


def release(github: GitHub, tag: str, **more: object) -> Answer:
    made = github.rest("POST", "releases", {"tag_name": tag, **more})
    if made.status == 201:
        github.on_end(lambda: github.rest("DELETE", f"git/refs/tags/{tag}"))
        github.on_end(lambda: github.rest("DELETE", f"releases/{made.body['id']}"))
    return made


def head(github: GitHub) -> str:
    """Return the last commit of a branch that goes with the test."""
    github.rest("PUT", f"contents/{github.file()}", {"message": "Try", "content": "b25l"})
    return str(github.rest("GET", "commits?per_page=1").body[0]["sha"])


def test_publishing_a_release_makes_its_tag(github: GitHub) -> None:
    """GitHub's REST description, "Create a release": `target_commitish` where the tag is not."""
    sha, tag = head(github), github.name("v")
    made = release(github, tag, target_commitish=sha, name="First")
    assert (made.status, made.body["draft"], made.body["name"]) == (201, False, "First")
    assert github.rest("GET", f"git/ref/tags/{tag}").body["object"]["sha"] == sha
    assert github.rest("GET", f"releases/tags/{tag}").body["id"] == made.body["id"]


def test_a_release_leads_to_its_tag_and_commit(github: GitHub) -> None:
    """GitHub's GraphQL schema: `Release.tag`, null for a draft whose tag is not there yet."""
    sha, tag, draft = head(github), github.name("v"), github.name("v")
    release(github, tag, target_commitish=sha)
    release(github, draft, draft=True)
    query = """query($owner: String!, $name: String!) { viewer { login }
      repository(owner: $owner, name: $name) { releases(first: 2) { nodes {
        author { login } tagName tag { name } tagCommit { oid } repository { name } } } } }"""
    owner, name = github.repository.split("/")
    answer = github.data(query, owner=owner, name=name)
    found = {each.pop("tagName"): each for each in answer["repository"]["releases"]["nodes"]}
    common = {"author": answer["viewer"], "repository": {"name": name}}
    assert found == {
        tag: {**common, "tag": {"name": tag}, "tagCommit": {"oid": sha}},
        draft: {**common, "tag": None, "tagCommit": None},
    }


def test_a_tag_has_one_release(github: GitHub) -> None:
    """In many reports of release tools: code already_exists, field tag_name."""
    sha, tag = head(github), github.name("v")
    assert release(github, tag, target_commitish=sha).status == 201
    again = release(github, tag)
    assert (again.status, again.codes) == (422, [("tag_name", "already_exists")])


def test_a_draft_is_found_by_its_id_alone(github: GitHub) -> None:
    """GitHub's REST description, "Get a release by tag name": a published release."""
    head(github)
    made = release(github, github.name("v"), draft=True)
    assert (made.status, made.body["published_at"]) == (201, None)
    assert github.rest("GET", f"releases/{made.body['id']}").status == 200
    assert github.rest("GET", f"releases/tags/{made.body['tag_name']}").status == 404


def test_a_commit_leads_to_its_pull_requests(github: GitHub) -> None:
    """GitHub's REST description, "List pull requests associated with a commit"."""
    sha = head(github)
    assert github.rest("GET", f"commits/{sha}/pulls").body == []
    query = """query($owner: String!, $name: String!, $oid: GitObjectID!) {
      repository(owner: $owner, name: $name) { object(oid: $oid) {
        ... on Commit { oid associatedPullRequests(first: 1) { totalCount } } } } }"""
    owner, name = github.repository.split("/")
    found = github.data(query, owner=owner, name=name, oid=sha)["repository"]["object"]
    assert found == {"oid": sha, "associatedPullRequests": {"totalCount": 0}}


def test_the_worst_of_the_latest_statuses_counts(github: GitHub) -> None:
    """octokit's recording "create-status"; GitHub's REST description, "combined status"."""
    sha = head(github)
    for context, state in (("one", "success"), ("two", "pending"), ("two", "failure")):
        given = {"state": state, "context": context}
        assert github.rest("POST", f"statuses/{sha}", given).status == 201
    found = github.rest("GET", f"commits/{sha}/status").body
    assert (found["state"], found["total_count"]) == ("failure", 2)
    assert len(github.rest("GET", f"commits/{sha}/statuses").body) == 3


def test_people_react_to_a_release_with_six_contents(github: GitHub) -> None:
    """GitHub's REST description, "Create reaction for a release": no thumbs down, no confusion."""
    given = {"tag_name": github.name(), "draft": True}
    release = github.rest("POST", "releases", given).body
    github.on_end(lambda: github.rest("DELETE", f"releases/{release['id']}"))
    path = f"releases/{release['id']}/reactions"
    assert [github.rest("POST", path, {"content": "heart"}).status for _ in range(2)] == [201, 200]
    assert github.rest("POST", path, {"content": "confused"}).status == 422


def test_a_file_is_uploaded_to_the_address_of_its_release(github: GitHub) -> None:
    """GitHub docs, "Upload a release asset": special characters of names are replaced."""
    head(github)
    address = release(github, github.name("v"), draft=True).body["upload_url"].partition("{")[0]
    made = github.upload(f"{address}?name=a%20plan.txt&label=Plan", "one")
    assert (made.status, made.body["state"], made.body["size"]) == (201, "uploaded", 3)
    assert (made.body["name"], made.body["label"]) == ("a.plan.txt", "Plan")
    assert made.body["content_type"] == "text/plain"
    assert made.body["digest"] == f"sha256:{sha256(b'one').hexdigest()}"
    query = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
      releases(first: 1) { nodes { releaseAssets(first: 2, name: "a.plan.txt") { totalCount nodes {
        id name size contentType digest downloadUrl uploadedBy { login } } } } } } }"""
    owner, name = github.repository.split("/")
    (shown,) = github.data(query, owner=owner, name=name)["repository"]["releases"]["nodes"]
    assert shown["releaseAssets"]["totalCount"] == 1
    (file,) = shown["releaseAssets"]["nodes"]
    assert (file["id"], file["name"], file["size"], file["contentType"], file["digest"]) == tuple(
        made.body[each] for each in ("node_id", "name", "size", "content_type", "digest")
    )
    assert file["downloadUrl"] == made.body["browser_download_url"]
    assert file["uploadedBy"]["login"] == made.body["uploader"]["login"]
    path = f"releases/assets/{made.body['id']}"
    assert github.rest("PATCH", path, {"name": "b.txt"}).body["name"] == "b.txt"
    assert github.rest("DELETE", path).status == 204
    assert github.rest("GET", path).status == 404


def test_a_release_has_one_file_of_a_name(github: GitHub) -> None:
    """In many reports of release tools: ReleaseAsset, name, already_exists."""
    head(github)
    address = release(github, github.name("v"), draft=True).body["upload_url"].partition("{")[0]
    answers = [github.upload(f"{address}?name=a.txt", text) for text in ("one", "two")]
    assert [each.status for each in answers] == [201, 422]
    assert answers[1].codes == [("name", "already_exists")]


def test_github_writes_the_notes_of_a_release(github: GitHub) -> None:
    """GitHub docs, "Automatically generated release notes"."""
    sha, tag, later = head(github), github.name("v"), github.name("v")
    assert release(github, tag, target_commitish=sha).status == 201
    given = {"tag_name": later, "target_commitish": sha, "previous_tag_name": tag}
    notes = github.rest("POST", "releases/generate-notes", given)
    page = f"https://github.com/{github.repository}"
    assert notes.status == 200
    assert notes.body["body"].strip() == f"**Full Changelog**: {page}/compare/{tag}...{later}"
