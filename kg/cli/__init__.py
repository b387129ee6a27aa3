"""The command line: a verb a command, each a call of one function and the printing of one result."""
