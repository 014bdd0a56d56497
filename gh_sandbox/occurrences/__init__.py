"""Occurrences that can start workflows: events when they happen, and schedules when they are due.

observer.py notes events of issues and pull requests, with their payloads.

schedule.py finds the runs of schedules that are due.
"""
