"""The pictures of shared links: drawn when they are first asked for, kept, and swept."""
