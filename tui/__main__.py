"""`python -m tui` and `luister`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui import cli
from tui.local.home import close_the_process


def main(arguments: Sequence[str] | None = None) -> int:
    """Close the process to others on this machine, and carry out one command."""
    close_the_process()
    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
