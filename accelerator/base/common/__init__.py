"""What every app may use, without any domain.

Imports point down in this order: doors and middleware, views, forms and their fields, services, what services and views
share (transactions, versions, hooks, ranges of dates), what stands alone (clock, text, formats, column types, files).
"""
