"""Worker processes: one request at a time each, killable, over a store that only reads."""
