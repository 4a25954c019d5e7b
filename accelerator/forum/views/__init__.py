"""Pages of forums: what everybody sees, and the organizers' desk."""
