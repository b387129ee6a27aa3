"""`kg` with a service of fewer processes, for tests whose subject is not how processes share the work."""

import sys
from functools import partial

from kg.cli.main import main
from kg.service.workers import limits

if __name__ == "__main__":
    limits.Limits = partial(limits.Limits, ready=2, processes=1)  # type: ignore[assignment,misc]
    sys.exit(main())
