"""The SPARQL service: protocol, graph store, service description, over worker processes."""
