"""A forum's programme: one schema, read from the draft or from a release, and all that is made of it."""
