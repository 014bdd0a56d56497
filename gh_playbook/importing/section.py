"""A Markdown text as sections: a heading, what stands under it, and the sections below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


@dataclass(eq=False)
class Section:
    """A heading's text and level (0 for the text before all headings), and what belongs to it.

    Two sections with the same content are not equal.
    """

    title: str
    level: int
    line: int
    blocks: list[SyntaxTreeNode] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)

    def walk(self) -> Iterator["Section"]:
        """Yield the section and all below it, in the order of the text."""
        yield self
        for each in self.sections:
            yield from each.walk()


def read(text: str) -> Section:
    """Return the text's sections, in one without a title that holds all others."""
    root = Section("", 0, 1)
    open_sections = [root]
    for node in SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text)).children:
        if node.type != "heading":
            open_sections[-1].blocks.append(node)
            continue
        level = int(node.tag[1])
        while open_sections[-1].level >= level:
            open_sections.pop()
        section = Section(words(node), level, line_of(node))
        open_sections[-1].sections.append(section)
        open_sections.append(section)
    return root


def line_of(node: SyntaxTreeNode) -> int:
    """Return the line that a block begins with, counted from 1."""
    return (node.map[0] if node.map else 0) + 1


def words(node: SyntaxTreeNode) -> str:
    """Return a heading's or a paragraph's text: links as their words, lines joined."""
    return _LINK.sub(r"\1", " ".join(source(node).split()))


def source(node: SyntaxTreeNode) -> str:
    """Return the Markdown of a heading or paragraph, line by line."""
    return "\n".join(child.content for child in node.children if child.type == "inline")


def items(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """Return the items of a list; of anything else none."""
    return node.children if node.type in {"bullet_list", "ordered_list"} else []


def lead(item: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """Return the paragraph that an item of a list begins with."""
    first = item.children[0] if item.children else None
    return first if first is not None and first.type == "paragraph" else None


def rest(item: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """Return what an item holds beside the paragraph that it begins with."""
    return item.children[1:] if lead(item) is not None else item.children
