"""What a form shows can be typed, and what it needs to know stands in view."""

from __future__ import annotations

import pytest

from shared.casework.consent.wording import WORDING
from shared.casework.model.codes import ConsentScope, ConsentStatus
from shared.casework.model.kinds import FIELDS, Form, Kind
from tests.tui.driving import lines, opened, press
from tests.tui.fake_session import LISA, NOW, FakeSession
from tests.tui.test_forms import fill
from tui.language import use
from tui.screens.consent_form import NewConsentForm
from tui.screens.form import widget_of
from tui.screens.typed import HINTS
from tui.widgets import typed_days


async def test_a_consent_for_a_third_person_asks_how_it_was_given(session: FakeSession) -> None:
    """And the text to read out is shown whole where there is room."""
    async with opened(session, "enter") as (app, pilot):
        form = NewConsentForm(LISA, scope=ConsentScope.SUBMIT_DOCUMENT)
        await app.push_screen(form)
        await press(pilot)
        fill(form, answer=ConsentStatus.GIVEN)
        await press(pilot, "ctrl+s")
        assert app.screen is form
        assert app.focused is widget_of(form, "form")

        fill(form, scope=ConsentScope.RECORD_KEEPING)
        await press(pilot)
        said = " ".join(" ".join(lines(app)).split())
        assert " ".join(WORDING[ConsentScope.RECORD_KEEPING].split()).split()[-1] in said
        area = widget_of(form, "wording_read")
        assert area.virtual_size.height <= area.size.height


@pytest.mark.parametrize("form", [Form.DATE, Form.MOMENT, Form.ABOUT])
@pytest.mark.parametrize("language_of", ["en", "nl"])
def test_what_is_shown_and_what_is_hinted_can_be_typed(form: Form, language_of: str) -> None:
    """One notation in hint, value and refusal: each is read back as what it stands for."""
    values = {
        Form.DATE: ("2026-02-05",),
        Form.MOMENT: ("2026-02-05T18:30",),
        Form.ABOUT: ("2025", "2025-11", "2025-11-03"),
    }[form]
    field = next(f for table in FIELDS.values() for f in table.values() if f.form is form)
    use(language_of)
    try:
        for value in values:
            typed = typed_days.shown(field, value)
            assert typed_days.meant(field, typed, NOW) == value
            if language_of == "en":
                assert typed in HINTS[form]
    finally:
        use("en")
    assert typed_days.meant(FIELDS[Kind.CONCERN]["started_on"], "sept", NOW) == "2025-09"
