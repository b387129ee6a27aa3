"""A store behind any SPARQL 1.1 endpoint, through SPARQLWrapper."""
