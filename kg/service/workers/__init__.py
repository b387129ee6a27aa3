"""Worker processes: each answers one request at a time, and can be killed.

The service has the `Pool`; `child` is what runs in a process; a job gives a `Reply`.
"""

from kg.service.workers.limits import Limits
from kg.service.workers.pool import Conversation, Pool
from kg.service.workers.reply import Reply, Sink
from kg.service.workers.reply_stream import Head, ReplyStream

__all__ = ["Conversation", "Head", "Limits", "Pool", "Reply", "ReplyStream", "Sink"]
