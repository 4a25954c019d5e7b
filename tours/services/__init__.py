"""Writes of tours and their schedules."""
