"""Documents and claims into the graph: building it, the data files, names before there is a store."""
