"""Inline processes: short queries are answered in the process that holds the connection."""
