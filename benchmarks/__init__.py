"""Benchmarks: the tool beside other programs, on the local GitHub; run by `scripts/bench`.

__main__      the command line
subject       who is measured: the tool, its peers, and the limit client
backlog       what they are given: LLuMinary's backlog, and made-up ones of any size
plan          the same as plain data, which every peer starts from
place         a server, what it has counted, and what it holds in the end (`state`)
measurement   one command, measured (`trace` counts its processes)
schedule      which subject does what, at which size and latency
result        what was measured, in build/bench/, so that a run can be taken up again
page          docs/benchmarks.md, its pictures and a copy of the results (`table`, `plot`)
sandbox       the local GitHub itself, with 20,000 issues
peers/        scripts as careful people write them, each on its own
"""
