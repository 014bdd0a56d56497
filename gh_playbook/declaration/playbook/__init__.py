"""Playbooks: their steps, and the items that steps become."""
