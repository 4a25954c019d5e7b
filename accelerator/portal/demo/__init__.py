"""The demo: its story, and the pages that exist only there."""
