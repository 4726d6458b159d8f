"""Mouths + lyric + rig -> pictures -> a video file."""
