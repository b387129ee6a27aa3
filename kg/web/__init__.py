"""The pages of the service for people: a page for every thing, the named queries, the editor."""
