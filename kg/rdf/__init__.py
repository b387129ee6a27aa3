"""RDF: the vocabulary, IRIs, and every format that is read or written. Knows no store and no query."""
