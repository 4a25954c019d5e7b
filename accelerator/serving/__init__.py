"""The web server: gunicorn's processes, waitress's handling of clients, and admission control under load.

It knows nothing of the portal but its WSGI application. docs/adr/0007-web-server.md says why it combines these two.
"""
