"""`python -m tui` and `luister`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

MISSING = (
    "luister is not installed whole: {name} is missing."
    " Install it with: pip install 'luister[tui]'\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Close the process to others on this machine, and carry out one command."""
    try:
        from tui.garbage import look_rarely

        look_rarely()
        from tui import cli
        from tui.local.home import close_the_process

        close_the_process()
        return cli.main(arguments)
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] in ("shared", "tui", "sync_server"):
            raise
        sys.stderr.write(MISSING.format(name=missing.name))
        return 70


if __name__ == "__main__":
    sys.exit(main())
