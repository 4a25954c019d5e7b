"""Forms of the booking room."""
