"""Plans as tables: exports of boards, and spreadsheets."""
