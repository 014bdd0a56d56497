"""Write the reference of all keys and commands, and the schemas of files for editors."""

from tests.reference import commands
from tests.reference.pages import pages
from tests.reference.schemas import schemas

if __name__ == "__main__":
    for path, text in {**pages(), **schemas(), commands.PAGE: commands.page()}.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
