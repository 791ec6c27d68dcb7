"""`python -m sync_server` and `luister-relay`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

MISSING = (
    "luister-relay is not installed whole: {name} is missing."
    " Install it with: pip install 'luister[relay]'\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command of the relay's operator."""
    try:
        from sync_server import cli

        return cli.main(arguments)
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] in ("shared", "sync_server"):
            raise
        sys.stderr.write(MISSING.format(name=missing.name))
        return 70


if __name__ == "__main__":
    sys.exit(main())
