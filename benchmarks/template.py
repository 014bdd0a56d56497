"""The templates of the page and of its pictures."""

from pathlib import Path

import jinja2


def template(name: str) -> jinja2.Template:
    """Return a template; in pictures all values are escaped, in Markdown none: they are our own."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=name.endswith(".svg.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
