"""What may start workflows: events, noted as they happen, and schedules, as they become due.

observer.py     notes what happens to issues and pull requests, with its payload
schedule.py     tells which runs of schedules have become due
"""
