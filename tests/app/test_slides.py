"""Slides to download: where they are offered, and what stands there with a template of no use."""

from pathlib import Path

import pytest

from readiness.services import meeting
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from tests.app.screens import assert_sound, captions, labels, opened, said, unfolded
from tests.exports import decks
from tests.services.workspaces import EVERYONE, TODAY, days

UNFOLDED = unfolded("network_files")

SLIDES = "Slides (PPTX)"


def test_a_meeting_that_is_open_or_closed_offers_what_it_looked_at_as_slides(
    few: Workspace,
) -> None:
    key = meeting.open_meeting(few, EVERYONE, TODAY, TODAY - days(91), Filters())
    for _ in range(2):
        app = opened("meeting", {"meeting": key, "part": "decisions"})
        assert_sound(app)
        assert labels(app, "download_button")[-1] == SLIDES
        if not meeting.meetings(few, EVERYONE)[0].closed:
            meeting.close(few, EVERYONE, key)


def test_a_template_that_cannot_be_used_is_named_to_administrators_only(
    few: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.pptx"
    monkeypatch.setenv("READINESS_SLIDE_TEMPLATE", str(path))
    path.write_bytes(b"no slides")
    app = opened("overview", state=UNFOLDED)
    assert_sound(app)
    assert SLIDES not in labels(app, "download_button")
    (warning,) = said(app, "warning")
    assert "is no PowerPoint presentation or template" in warning
    app = opened("overview", {"you": "viewer"}, UNFOLDED)
    assert_sound(app)
    assert said(app, "warning") == []
    assert "the network's template cannot be used" in captions(app)
    assert str(path) not in captions(app)


def test_a_template_that_was_mended_counts_at_once(
    few: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.pptx"
    monkeypatch.setenv("READINESS_SLIDE_TEMPLATE", str(path))
    assert SLIDES not in labels(opened("overview", state=UNFOLDED), "download_button")
    decks.template(path)
    assert SLIDES in labels(opened("overview", state=UNFOLDED), "download_button")
