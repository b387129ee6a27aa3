"""The W3C's SPARQL 1.1 test suites, driven through a running service over plain HTTP."""
