"""Named queries and SPARQL as pages: forms, answers, downloads, the editor, pictures."""
