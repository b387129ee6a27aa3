"""Worker processes: one request at a time each, killable, over whatever their jobs prepare.

`Pool` is the side of the service; `child` is what runs in a process; `Reply` is what a job answers.
"""

from kg.workers.exchange import Exchange, Head
from kg.workers.limits import Limits
from kg.workers.pool import Conversation, Pool
from kg.workers.reply import Reply, Sink

__all__ = ["Conversation", "Exchange", "Head", "Limits", "Pool", "Reply", "Sink"]
