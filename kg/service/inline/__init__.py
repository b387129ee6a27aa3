"""Short queries answered in the process that holds the connection."""
