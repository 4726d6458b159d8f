"""What the tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run: a red run must be about the change, not about luck.
# HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Alignments of tests are not kept in the user's cache folder, nor taken from it."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        os.environ[name] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Recordings with reference times and golden numbers, kept beside the repository, not in it."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs the shared recordings, which are not part of the repository")
    return folder
