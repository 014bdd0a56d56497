"""What is counted is printed, and written into the document that promises it."""

from pathlib import Path

from tests.reliability import figure


def test_figures_are_added_up_and_printed() -> None:
    named = [
        (figure.PROPERTY, '["kills", 1000]'),
        ("other", "x"),
        (figure.PROPERTY, '["kills", 2]'),
    ]
    assert figure.lines(figure.counted(named)) == ["reliability: 1,002 kills"]


def test_they_take_the_place_of_those_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / "reliability.md"
    path.write_text(figure.DOCUMENT.read_text())
    figure.write({"kills": 1}, 12.3, path)
    figure.write({"kills": 7, "faults": 9}, 12.3, path)
    text = path.read_text()
    assert "| faults | 9 |\n| kills | 7 |\n\nIn 12 minutes.\n" in text
    assert "| kills | 1 |" not in text
    assert text.startswith("# Reliability")
