"""The statements, one file a part of the store, written so that any SQL database runs them.

Each part is handed a `Connection`; what differs between databases (how a parameter is written, full-text
search, how a transaction begins) stays behind it.
"""
