"""How pages are served: gunicorn's processes, waitress' way with clients, and who is let in when there are too many.

Knows nothing of the portal but its WSGI application. docs/adr/0007-web-server.md tells why it is made of these two.
"""
