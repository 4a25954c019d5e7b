"""People who want to hear when a tour has dates: one email, once, to an address that its owner has confirmed."""
