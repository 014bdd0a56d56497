"""The implementation report: what a backlog has become on GitHub, in Markdown, with its picture.

It tells of a state, not of a run: the same state gives the same two files, so that publishing
them again changes nothing, and what a first run created does not vanish from the report of a
second one that had nothing to do. So every issue is listed with how it came to be, which its body
and its declared number show (adopted, or created), and beside it what a dry run in this very
state comes to: as declared, or what is not, and why. There are no times and no counts of requests.

Only that a run had to wait or to send something again leaves no trace on GitHub. Such hurdles are
kept by the report itself: a new one takes over those that the file before it names.
"""

from gh_playbook.report.implementation.building import state_of
from gh_playbook.report.implementation.page import PICTURE, picture, text
from gh_playbook.report.implementation.state import BacklogState, Hurdle, remembered

__all__ = ["PICTURE", "BacklogState", "Hurdle", "picture", "remembered", "state_of", "text"]
