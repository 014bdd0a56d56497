"""Write the reference of all keys."""

from tests.reference.pages import PAGE, page

if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
