"""Tours that somebody has set aside: in a cookie of the browser, or with their account."""
