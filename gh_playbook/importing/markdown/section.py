"""A Markdown text as sections: a heading, its own content, and the sections below it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from gh_playbook.frozen import dataclass
from gh_playbook.importing.field_value import LINK
from gh_playbook.importing.line import lines_of

_SCENARIOS = {"gherkin", "cucumber", "feature"}
_SCENARIO = re.compile(r"^(?:@|Feature|Rule|Background|Scenario|Example)(?! ?s:)")
_MARKER = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


@dataclass(eq=False)
class Section:
    """A heading's text and level (0 for the text before all headings), and its content.

    Two sections with the same content are not equal.
    """

    title: str
    level: int
    line: int
    blocks: list[SyntaxTreeNode] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)

    def walk(self) -> Iterator["Section"]:
        """Yield the section and all sections below it, in the order of the text."""
        yield self
        for each in self.sections:
            yield from each.walk()


def read(text: str) -> Section:
    """Return the text's sections, in a section without a title that contains all others."""
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


def without_front_matter(lines: Sequence[str]) -> list[str]:
    """Return lines in which the front matter, between two marks `---` at the top, is empty."""
    if lines[:1] != ["---"] or "---" not in lines[1:]:
        return list(lines)
    end = lines.index("---", 1) + 1
    return ["" for _ in lines[:end]] + list(lines[end:])


def line_of(node: SyntaxTreeNode) -> int:
    """Return the line that a block begins with, counted from 1."""
    return (node.map[0] if node.map else 0) + 1


def words(node: SyntaxTreeNode) -> str:
    """Return a heading's or a paragraph's text: links as their words, lines joined."""
    return LINK.sub(r"\1", " ".join(source(node).split()))


def source(node: SyntaxTreeNode) -> str:
    """Return the Markdown of a heading or paragraph, line by line."""
    return "\n".join(child.content for child in node.children if child.type == "inline")


def items(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """Return the items of a list; none for anything else."""
    return node.children if node.type in {"bullet_list", "ordered_list"} else []


def lead(item: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """Return the first paragraph of an item of a list."""
    first = item.children[0] if item.children else None
    return first if first is not None and first.type == "paragraph" else None


def rest(item: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """Return the content of an item after its first paragraph."""
    return item.children[1:] if lead(item) is not None else item.children


def use(node: SyntaxTreeNode, used: set[int]) -> None:
    """Note that the lines of a node, counted from 1, were understood."""
    if node.map:
        used |= set(range(node.map[0] + 1, node.map[1] + 1))


def _scenarios(lines: Iterable[str]) -> list[str]:
    """Return the scenarios of Gherkin, each as one text."""
    found: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        if found and not _SCENARIO.match(line):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def texts_of(block: SyntaxTreeNode, used: set[int]) -> list[str]:
    """Return the texts in a list, a block of code or a paragraph, one by one."""
    if block.type in {"fence", "code_block"}:
        first = line_of(block) + (block.type == "fence")
        lines = lines_of(block.content)
        used |= {first + offset for offset in range(len(lines))}
        if block.info.strip().casefold() in _SCENARIOS:
            return _scenarios(lines)
        return [_MARKER.sub("", line).strip() for line in lines if line.strip()]
    if block.type == "paragraph":
        use(block, used)
        return [" ".join(source(block).split())]
    texts = []
    for item in items(block):
        paragraph = lead(item)
        if paragraph is None:
            for inner in rest(item):
                texts += texts_of(inner, used)
            continue
        use(paragraph, used)
        texts.append(
            "\n".join([" ".join(source(paragraph).split()), *lines_below(rest(item), used)])
        )
    return texts


def lines_below(blocks: Iterable[SyntaxTreeNode], used: set[int]) -> list[str]:
    """Return the lines of what stands below an item's first paragraph, as at the margin.

    Lists keep their marks and boxes, one below the other.
    """
    lines: list[str] = []
    for block in blocks:
        if not items(block):
            lines += texts_of(block, used)
        for number, inner in enumerate(items(block), 1):
            mark = f"{number}. " if block.type == "ordered_list" else "- "
            paragraph = lead(inner)
            if paragraph is not None:
                use(paragraph, used)
                lines.append(mark + " ".join(source(paragraph).split()))
            lines += [" " * len(mark) + each for each in lines_below(rest(inner), used)]
    return lines
