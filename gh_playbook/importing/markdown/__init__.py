"""Plans in Markdown: sections, lists, tables and commands."""
