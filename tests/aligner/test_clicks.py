import numpy as np

from aligner.clicks import LOUDNESS, with_clicks
from media_core.timeline import Ms


def test_a_click_is_where_a_word_begins_and_nowhere_else() -> None:
    silent = np.zeros((8000, 2), np.int16)
    heard = with_clicks(silent, 8000, [(Ms(250), False), (Ms(999), True), (Ms(1000), True)])
    loud = np.flatnonzero(np.abs(heard).max(axis=1) > 300)
    assert loud[0] - 2000 in range(4)
    assert not ((loud > 2100) & (loud < 7992)).any()
    assert heard.shape == silent.shape
    assert (heard[:, 0] == heard[:, 1]).all()


def test_the_loudest_song_does_not_clip_under_a_click() -> None:
    loud = np.full((800, 1), 32767, np.int16)
    heard = with_clicks(loud, 8000, [(Ms(10), True)])
    assert heard.max() <= 32767
    assert heard[0, 0] == round(32767 * (1 - LOUDNESS))
