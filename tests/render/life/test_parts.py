from __future__ import annotations

from media_core.timeline import Ms
from render.life.parts import holds_at, moods_of, views_of
from tests.render.life.songs_with_parts import part, parts

SONG = parts(
    part(1000, "Verse 1", "Ada"),
    part(5000, "Chorus 2", "Bo"),
    part(9000, "Bridge", "Ada", "happy"),
    part(13_000, "Verse 3", "Bo"),
)
MOMENTS = (0, 1000, 4749, 4750, 8800, 12_000, 14_000, 59_000)


def moods(said: dict[str, str], drawn: tuple[str, ...] = ("smile", "sad")) -> list[str]:
    steps = moods_of(SONG, drawn, said)
    return [holds_at(Ms(t), steps) for t in MOMENTS]


def test_a_mood_of_the_sheet_is_drawn_as_the_nearest_that_the_rig_has() -> None:
    assert moods({}) == ["", "", "", "", "smile", "smile", "", ""]
    assert moods({}, ("angry",)) == [""] * 8
    assert moods({}, ()) == [""] * 8


def test_sections_have_moods_by_their_name_without_its_number() -> None:
    assert moods({"chorus": "sad"}) == ["", "", "", "sad", "smile", "smile", "", ""]


def test_singers_count_more_than_sections_and_the_sheet_more_than_both() -> None:
    assert moods({"verse": "smile", "Bo": "sad", "happy": "sad"}) == [
        "smile", "smile", "smile", "sad", "sad", "sad", "sad", "sad",
    ]  # fmt: skip


def views(said: dict[str, str], drawn: tuple[str, ...] = ("left", "right")) -> list[str]:
    steps = views_of(SONG, drawn, said)
    return [holds_at(Ms(t), steps) for t in MOMENTS]


def test_singers_stand_on_different_sides() -> None:
    assert views({}) == ["left", "left", "left", "right", "left", "left", "right", "right"]


def test_the_artist_may_say_who_is_seen_from_where() -> None:
    assert views({"chorus": "left", "verse": "front"}) == [
        "", "", "", "left", "", "", "", "",
    ]  # fmt: skip
    assert views({"Bo": "right"}, ("left",)) == [""] * 8


def test_one_singer_turns_with_the_sections() -> None:
    alone = parts(
        part(1000, "Verse"), part(5000, "Chorus"), part(9000, "Bridge"), part(13_000, "End")
    )
    steps = views_of(alone, ("left", "right"), {})
    assert [view for _, view in steps] == ["", "left", "", "right"]
    assert views_of(alone, (), {}) == ()


def test_a_face_changes_in_a_pause_and_not_while_it_sings() -> None:
    close = parts(part(1000, "Verse"), part(2600, "Chorus"))
    steps = moods_of(close, ("smile",), {"chorus": "smile"})
    assert steps[1] == (2500, "smile")
