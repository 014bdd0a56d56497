"""Write the reference of all keys, and the schemas of files for editors."""

from tests.reference.pages import pages
from tests.reference.schemas import schemas

if __name__ == "__main__":
    for path, text in {**pages(), **schemas()}.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
