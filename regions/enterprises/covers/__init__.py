"""Covers that are drawn where there is no photograph: a motif of the subject, composed anew each time."""

VARIANTS = 10  # compositions of a cover
