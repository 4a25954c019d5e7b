"""The demo's post: a mail server that keeps what it gets, and pages to read it."""
