"""Pages of seasons: what everybody sees, and the organizers' desk."""
