"""The people of git objects: the author and committer of a commit, the tagger of a tag.

Source: GitHub's REST description, "Git commits", "Git tags" and "Repository contents": a name and
an email address are required, the time is the present if none is given.
"""

from typing import Any

from gh_sandbox.clock import stamp
from gh_sandbox.git import Person
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import Call

_PROPERTIES = request_body.read("name!:string email!:string date:string")


def body(person: Person) -> dict[str, Any]:
    """Return a person as git's own objects show one."""
    return {"name": person.name, "email": person.email, "date": person.date}


def given(call: Call, name: str) -> Person | None:
    """Return the person of a property of the body, or None."""
    found = call.body.get(name)
    if found is None:
        return None
    request_body.check(found, _PROPERTIES)
    date = found.get("date")
    moment = call.session.now()
    if date is not None:
        moment = stamp(request_body.moment("properties/date", date))
    return Person(_clean(found["name"]), _clean(found["email"]), moment)


def _clean(text: str) -> str:
    """Return a text without the signs that git's format needs itself; git removes them, too."""
    return "".join(each for each in text if each not in "<>\r\n").strip()
