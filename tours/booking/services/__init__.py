"""Every write of the booking room, by topic."""
