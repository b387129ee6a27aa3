"""The text of queries: tokens, prefixes, parameters, named queries, results. Asks no store."""
