"""What was measured on, and with which versions."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("luister", "pynacl", "msgspec", "litestar", "uvicorn", "httpx", "textual")


def machine() -> dict[str, str]:
    """Processor, system, versions, and how busy the machine was."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
