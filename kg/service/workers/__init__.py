"""Worker processes: one request at a time each, killable, over whatever their jobs prepare.

`Pool` is the side of the service; `child` is what runs in a process; `Reply` is what a job answers.
"""

from kg.service.workers.limits import Limits
from kg.service.workers.pool import Conversation, Pool
from kg.service.workers.reply import Reply, Sink
from kg.service.workers.reply_stream import Head, ReplyStream

__all__ = ["Conversation", "Head", "Limits", "Pool", "Reply", "ReplyStream", "Sink"]
