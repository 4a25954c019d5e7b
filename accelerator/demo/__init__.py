"""The demo: an invented world, its mailbox and what it says of itself. Installed in demo mode only."""
