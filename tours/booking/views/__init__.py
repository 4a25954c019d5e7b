"""Pages of the booking room, by who uses them."""
