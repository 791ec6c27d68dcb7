"""What several tests of the local edge begin with."""

from __future__ import annotations

import pytest

from tui.local.projection import Projection


@pytest.fixture
def shown() -> Projection:
    return Projection.empty()
