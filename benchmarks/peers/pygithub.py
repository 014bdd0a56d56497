"""A backlog with PyGithub, and GraphQL where PyGithub has no call, as a careful person writes it.

    pygithub.py PLAN.json [--batch] [--only labels]

Lists are read first; only what is missing or differs is written. `--batch` packs links, cards and
values as aliases of one document, as the best of such scripts do. PyGithub's own pauses between
requests are off.
"""

import argparse
import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from github import Auth, Github, UnknownObjectException

_BEGIN, _END = "<!-- gh-playbook:begin", "<!-- gh-playbook:end -->"
_KEY = re.compile(rf"{_BEGIN} key=(\S+)")
_NAMED = re.compile(r"\{([a-z0-9-]+)\}")
_LINKS, _VALUES = 15, 40
_PROJECT = """id number title shortDescription readme views(first: 50) { nodes { name } }
  fields(first: 50) { nodes { ... on ProjectV2FieldCommon { id databaseId name dataType }
    ... on ProjectV2SingleSelectField { options { id name color description } } } }"""
_PROJECTS = f"""query($owner: String!) {{ organization(login: $owner) {{
  id projectsV2(first: 100) {{ nodes {{ {_PROJECT} }} }} }} }}"""
_ISSUE = """id number title body labels(first: 50) { nodes { name } } milestone { title }
  issueType { name } parent { id } blockedBy(first: 50) { nodes { id } }
  relatesTo(first: 50) { nodes { id } }"""
_ISSUES = f"""query($owner: String!, $name: String!, $after: String) {{
  repository(owner: $owner, name: $name) {{ found: issues(first: 100, after: $after) {{
    pageInfo {{ hasNextPage endCursor }} nodes {{ {_ISSUE} }} }} }} }}"""
_ITEMS = """query($id: ID!, $after: String) { repository: node(id: $id) { ... on ProjectV2 {
  found: items(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    id content { ... on Issue { id } } fieldValues(first: 30) { nodes {
      ... on ProjectV2ItemFieldValueCommon { field { ... on ProjectV2FieldCommon { name } } }
      ... on ProjectV2ItemFieldSingleSelectValue { name }
      ... on ProjectV2ItemFieldNumberValue { number }
      ... on ProjectV2ItemFieldTextValue { text } } } } } } } }"""

Thing = dict[str, Any]
Mutation = tuple[str, Thing]
Ids = Mapping[str, str]


class Client:
    """GitHub, asked by PyGithub."""

    def __init__(self, plan: Thing, *, batches: bool) -> None:
        self.github = Github(
            base_url=os.environ["GITHUB_API"],
            auth=Auth.Token(os.environ["GH_TOKEN"]),
            retry=None,
            per_page=100,
            lazy=True,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        self.repository = self.github.get_repo(plan["repository"])
        self.where = {"owner": plan["owner"], "name": plan["name"]}
        self.batches = batches

    def rest(self, method: str, path: str, body: Thing | None = None) -> Any:
        """Send what PyGithub has no call for."""
        return self.github.requester.requestJsonAndCheck(method, path, input=body)[1]

    def graphql(self, document: str, variables: Mapping[str, Any]) -> Thing:
        """Send a document."""
        _, answer = self.github.requester.graphql_query(document, dict(variables))
        if "errors" in answer:
            raise SystemExit(answer["errors"])
        data: Thing = answer["data"]
        return data

    def pages(self, document: str, variables: Mapping[str, Any]) -> list[Thing]:
        """Return the nodes of all pages."""
        found: list[Thing] = []
        after = None
        while True:
            answer = self.graphql(document, {**variables, "after": after})
            page = answer["repository"]["found"]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    def mutate(
        self, calls: Sequence[Mutation], size: int = 1, selection: str = "clientMutationId"
    ) -> list[Thing]:
        """Send mutations: one a document, or up to `size` where batches are wanted."""
        step = size if self.batches else 1
        answers: list[Thing] = []
        for start in range(0, len(calls), step):
            chunk = calls[start : start + step]
            types, fields, variables = [], [], {}
            for at, (name, input) in enumerate(chunk):
                types.append(f"$i{at}: {name[0].upper()}{name[1:]}Input!")
                fields.append(f"m{at}: {name}(input: $i{at}) {{ {selection} }}")
                variables[f"i{at}"] = input
            data = self.graphql(f"mutation({', '.join(types)}) {{ {' '.join(fields)} }}", variables)
            answers += [data[f"m{at}"] for at in range(len(chunk))]
        return answers


def do_labels(client: Client, plan: Thing) -> dict[str, str]:
    """Make the labels as planned; return the ids of all, by name in small letters."""
    found = {each.name.lower(): each for each in client.repository.get_labels()}
    for each in plan["labels"]:
        now = found.get(each["name"].lower())
        if now is None:
            found[each["name"].lower()] = client.repository.create_label(**each)
        elif (now.color, now.description or "") != (each["color"], each["description"]):
            now.edit(each["name"], each["color"], each["description"])
    return {name: each.node_id for name, each in found.items()}


def do_milestones(client: Client, plan: Thing) -> dict[str, str]:
    """Make the milestones as planned; return the ids of all, by title."""
    found = {each.title: each for each in client.repository.get_milestones(state="all")}
    for each in plan["milestones"]:
        now = found.get(each["title"])
        if now is None:
            found[each["title"]] = client.repository.create_milestone(**each)
        elif (now.description or "") != each["description"]:
            now.edit(each["title"], description=each["description"])
    return {title: each.node_id for title, each in found.items()}


def do_types(client: Client, plan: Thing) -> dict[str, str]:
    """Make the issue types as planned; return the ids of all, by name."""
    path = f"/orgs/{plan['owner']}/issue-types"
    found = {each["name"]: each for each in client.rest("GET", path)}
    for each in plan["types"]:
        now = found.get(each["name"])
        body = {**each, "is_enabled": True}
        if now is None:
            found[each["name"]] = client.rest("POST", path, body)
        elif (now["color"], now["description"] or "") != (each["color"], each["description"]):
            client.rest("PUT", f"{path}/{now['id']}", body)
    return {name: each["node_id"] for name, each in found.items()}


def do_project(client: Client, plan: Thing) -> Thing:
    """Make the project with its fields and views as planned; return it."""
    wanted = plan["project"]
    owner, project = _projects(client, wanted["title"])
    if project is None:
        input = {
            "ownerId": owner,
            "repositoryId": client.repository.node_id,
            "title": wanted["title"],
        }
        call = [("createProjectV2", input)]
        project = client.mutate(call, selection=f"projectV2 {{ {_PROJECT} }}")[0]["projectV2"]
    texts = {"shortDescription": wanted["description"], "readme": wanted["readme"]}
    if texts != {name: project[name] for name in texts}:
        client.mutate([("updateProjectV2", {"projectId": project["id"], **texts})])
    calls = [*_fields(wanted["fields"], project)]
    client.mutate(calls, _LINKS)
    if calls:
        _, again = _projects(client, wanted["title"])
        project = again or project
    _do_views(client, plan, project)
    return project


def _projects(client: Client, title: str) -> tuple[str, Thing | None]:
    owner = client.graphql(_PROJECTS, {"owner": client.where["owner"]})["organization"]
    same = [each for each in owner["projectsV2"]["nodes"] if each["title"] == title]
    return owner["id"], same[0] if same else None


def _fields(wanted: Iterable[Thing], project: Thing) -> Iterable[Mutation]:
    found = {each["name"]: each for each in project["fields"]["nodes"]}
    for each in wanted:
        now = found.get(each["name"])
        options = [
            {
                "name": option["name"],
                "color": option["color"].upper(),
                "description": option["description"],
            }
            for option in each["options"]
        ]
        if now is None:
            input = {"projectId": project["id"], "name": each["name"]}
            input["dataType"] = each["type"].upper()
            if options:
                input["singleSelectOptions"] = options
            yield "createProjectV2Field", input
        elif now["dataType"] == "SINGLE_SELECT":
            # The ids of options that stay are sent along, or cards would lose their values.
            ids = {option["name"]: option["id"] for option in now["options"]}
            if [{**option, "id": ids.get(option["name"])} for option in options] != now["options"]:
                kept = [
                    {**option, **({"id": ids[option["name"]]} if option["name"] in ids else {})}
                    for option in options
                ]
                yield "updateProjectV2Field", {"fieldId": now["id"], "singleSelectOptions": kept}


def _do_views(client: Client, plan: Thing, project: Thing) -> None:
    ids = {each["name"]: each["databaseId"] for each in project["fields"]["nodes"]}
    there = {each["name"] for each in project["views"]["nodes"]}
    path = f"/orgs/{plan['owner']}/projectsV2/{project['number']}/views"
    for each in plan["project"]["views"]:
        if each["name"] not in there:
            body = {"name": each["name"], "layout": each["layout"]}
            body["visible_fields"] = [ids[name] for name in each["fields"]]
            if each["columns"]:
                body["vertical_group_by"] = [ids[each["columns"]]]
            if each["group_by"]:
                body["group_by"] = [ids[each["group_by"]]]
            client.rest("POST", path, body)


class Issues:
    """The issues of the plan, and those that they are: by marker, by number and title, by title."""

    def __init__(self, client: Client, plan: Thing) -> None:
        self.client, self.plan = client, plan
        every = client.pages(_ISSUES, client.where)
        marked = {key[1]: each for each in every if (key := _KEY.search(each["body"]))}
        numbered = {(each["number"], each["title"]): each for each in every}
        titled = {each["title"]: each for each in every}
        found = {
            each["key"]: marked.get(each["key"])
            or numbered.get((each["number"], each["title"]))
            or titled.get(each["title"])
            for each in plan["issues"]
        }
        self.bound: dict[str, Thing] = {key: each for key, each in found.items() if each}

    def filled(self, text: str) -> str:
        """Return a text with numbers in the place of keys."""

        def number(found: re.Match[str]) -> str:
            bound = self.bound.get(found[1])
            return str(bound["number"]) if bound else found[0]

        return _NAMED.sub(number, text)

    def do(self, labels: Ids, milestones: Ids, types: Ids) -> None:
        """Make the issues as planned, one after the other: later ones name earlier ones."""
        for each in self.plan["issues"]:
            now = self.bound.get(each["key"])
            input: Thing = {}
            names = each["labels"] if now is None else _labels(now, each)
            if now is None or {*names} != {*_names(now["labels"])}:
                input["labelIds"] = [labels[name.lower()] for name in names]
            for field, known, name in (
                ("milestone", milestones, "title"),
                ("issueType", types, "name"),
            ):
                wanted = each["type" if field == "issueType" else field]
                if wanted and (now is None or (now[field] or {}).get(name) != wanted):
                    input[f"{field}Id"] = known[wanted]
            self._write(each, now, input)

    def _write(self, each: Thing, now: Thing | None, input: Thing) -> None:
        parent = self.bound[each["parent"]]["id"] if each["parent"] else None
        block = self.filled(each["block"])
        if now is None:
            input |= {"title": each["title"], "body": block}
            input["repositoryId"] = self.client.repository.node_id
            if parent:
                input["parentIssueId"] = parent
            (made,) = self.client.mutate(
                [("createIssue", input)], selection=f"issue {{ {_ISSUE} }}"
            )
            self.bound[each["key"]] = made["issue"]
            return
        body = now["body"].replace("\r\n", "\n")
        if _BEGIN in body:
            wanted = body.partition(_BEGIN)[0] + block + body.partition(_END)[2]
        else:
            wanted = f"{body.rstrip()}\n\n{block}"
        input |= {"body": wanted} if wanted != body else {}
        input |= {"title": each["title"]} if each["title"] != now["title"] else {}
        if input:
            self.client.mutate([("updateIssue", {"id": now["id"], **input})])
        if parent and (now["parent"] or {}).get("id") != parent:
            self.client.mutate([("addSubIssue", {"issueId": parent, "subIssueId": now["id"]})])

    def link(self) -> None:
        """Make the dependencies and relations that are missing."""
        calls: list[Mutation] = []
        for each in self.plan["issues"]:
            now = self.bound[each["key"]]
            there = {other["id"] for other in now["blockedBy"]["nodes"]}
            for key in each["blocked_by"]:
                other = self.bound[key]["id"]
                if other not in there:
                    input = {"issueId": now["id"], "blockingIssueId": other}
                    calls.append(("addBlockedBy", input))
        for one, other in self.plan["relations"]:
            now, related = self.bound[one], self.bound[other]["id"]
            if related not in {each["id"] for each in now["relatesTo"]["nodes"]}:
                input = {"issueId": now["id"], "relatedIssueId": related}
                calls.append(("addRelatesTo", input))
        self.client.mutate(calls, _LINKS)

    def fill_board(self, project: Thing) -> None:
        """Add the cards that are missing, and set the values that differ; Status once."""
        found = {
            each["content"]["id"]: (each["id"], _held(each))
            for each in self.client.pages(_ITEMS, {"id": project["id"]})
        }
        new = [each for each in self.bound.values() if each["id"] not in found]
        calls = [
            ("addProjectV2ItemById", {"projectId": project["id"], "contentId": each["id"]})
            for each in new
        ]
        made = self.client.mutate(calls, _LINKS, "item { id }")
        added: dict[str, tuple[str, Thing]] = {
            each["id"]: (card["item"]["id"], {}) for each, card in zip(new, made, strict=True)
        }
        fields = {each["name"]: each for each in project["fields"]["nodes"]}
        todo: list[Mutation] = []
        for each in self.plan["issues"]:
            id = self.bound[each["key"]]["id"]
            item, held = {**found, **added}[id]
            for name, given in each["values"].items():
                value = self.filled(given) if isinstance(given, str) else given
                wire = _wire(fields[name], value)
                if wire and held.get(name) != value and (name != "Status" or id in added):
                    input = {"projectId": project["id"], "itemId": item, "value": wire}
                    input["fieldId"] = fields[name]["id"]
                    todo.append(("updateProjectV2ItemFieldValue", input))
        self.client.mutate(todo, _VALUES)


def _labels(now: Thing, wanted: Thing) -> list[str]:
    """Return the labels that an issue is to wear; those of its status are set once."""
    worn = _names(now["labels"])
    is_ours = _BEGIN in now["body"]
    kept = [name for name in worn if name not in wanted["remove_labels"]]
    new = [name for name in wanted["labels"] if not (is_ours and name.startswith("status:"))]
    return [*kept, *(name for name in new if name not in kept)]


def _names(connection: Thing) -> list[str]:
    return [each["name"] for each in connection["nodes"]]


def _held(item: Thing) -> Thing:
    values = [each for each in item["fieldValues"]["nodes"] if each.get("field")]
    kinds = ("name", "number", "text")
    return {
        each["field"]["name"]: next((each[kind] for kind in kinds if kind in each), None)
        for each in values
    }


def _wire(field: Thing, value: Any) -> Thing | None:
    match field["dataType"]:
        case "SINGLE_SELECT":
            ids = {option["name"]: option["id"] for option in field["options"]}
            return {"singleSelectOptionId": ids[value]}
        case "NUMBER":
            return {"number": value}
        case "TEXT":
            return {"text": value}
        case _:
            return None


def do_files(client: Client, plan: Thing) -> None:
    """Write the files that differ, told by git's own hash."""
    for each in plan["files"]:
        data = each["content"].encode()
        sha = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        path = f"/repos/{plan['repository']}/contents/{each['path']}"
        body = {"message": each["message"], "content": base64.b64encode(data).decode()}
        try:
            now = client.rest("GET", path)["sha"]
        except UnknownObjectException:
            client.rest("PUT", path, body)
        else:
            if now != sha:
                client.rest("PUT", path, {**body, "sha": now})


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", type=Path)
    parser.add_argument("--batch", action="store_true")
    parser.add_argument("--only", choices=["labels"])
    options = parser.parse_args()
    plan: Thing = json.loads(options.plan.read_text(encoding="utf-8"))
    client = Client(plan, batches=options.batch)
    labels = do_labels(client, plan)
    if options.only:
        return
    milestones, types = do_milestones(client, plan), do_types(client, plan)
    project = do_project(client, plan) if plan["project"] else None
    issues = Issues(client, plan)
    issues.do(labels, milestones, types)
    issues.link()
    if project:
        issues.fill_board(project)
    do_files(client, plan)


if __name__ == "__main__":
    main()
