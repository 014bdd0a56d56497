"""The implementation report: the state of a backlog on GitHub, in Markdown, with a picture.

It describes a state, not a run: the same state gives the same two files. So publishing them again
changes nothing, and the report of a second run without work still lists what the first one created.
Each issue is listed with its origin (adopted or created, as its body and its declared number show),
and with the result of a dry run in this state: as declared, or what differs, and why. There are no
times and no counts of requests. One thing leaves no trace on GitHub: that a run had to wait, or to
send something again. Such hurdles are kept in the report itself: a new report takes them over from
the file before it.
"""

from gh_playbook.report.implementation.building import state_of
from gh_playbook.report.implementation.page import PICTURE, picture, text
from gh_playbook.report.implementation.state import BacklogState, Hurdle, remembered

__all__ = ["PICTURE", "BacklogState", "Hurdle", "picture", "remembered", "state_of", "text"]
