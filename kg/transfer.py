"""Copying graphs between stores: resumable, counts verified."""
