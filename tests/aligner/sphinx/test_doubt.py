from aligner.alignment import Phone
from aligner.sphinx.doubt import doubted
from aligner.sphinx.graph import SungWord
from aligner.sphinx.sung import Sung
from media_core.timeline import Ms, Span


def sung(start: int, end: int) -> Sung:
    """A word of one syllable, of which the search is sure."""
    return Sung((Phone("AA", Span(Ms(start), Ms(end))),), 0.98)


def sure(*words: Sung, lines: tuple[int, ...] = (0,)) -> list[float]:
    said = [SungWord((("AA",),), i in lines) for i in range(len(words))]
    return [word.confidence for word in doubted(said, words)]


def test_both_sides_of_a_pause_that_no_line_holds_are_doubted() -> None:
    found = sure(sung(0, 300), sung(300, 500), sung(20_000, 20_300), sung(20_300, 20_600))
    assert found[1] < 0.5
    assert found[2] < 0.5
    assert [found[0], found[3]] == [0.98, 0.98]


def test_a_pause_between_lines_is_a_solo() -> None:
    assert sure(sung(0, 300), sung(30_000, 30_300), lines=(0, 1)) == [0.98, 0.98]


def test_a_held_note_is_no_pause() -> None:
    assert sure(sung(0, 7000), sung(7000, 7400)) == [0.98, 0.98]


def test_ten_syllables_in_half_a_second_are_doubted() -> None:
    hurried = [sung(50 * i, 50 * i + 50) for i in range(10)]
    assert max(sure(*hurried, sung(600, 900), sung(900, 1300))[:10]) < 0.5


def test_a_fast_line_is_believed() -> None:
    assert min(sure(*[sung(110 * i, 110 * i + 110) for i in range(12)])) == 0.98
