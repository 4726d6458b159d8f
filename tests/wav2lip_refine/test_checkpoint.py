"""Weights in every form that users have them in, and every fault."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from media_core.errors import InputError

torch = pytest.importorskip("torch")

from tests.wav2lip_refine.small import Wrapped, small_generator  # noqa: E402
from wav2lip_refine.checkpoint import fit, load_weights, sha256_of  # noqa: E402
from wav2lip_refine.syncnet import SyncNet  # noqa: E402

State = dict[str, Any]


@pytest.fixture(scope="module")
def state() -> State:
    """Made weights that differ everywhere from those a new network begins with."""
    torch.set_num_threads(1)
    chance = torch.Generator().manual_seed(7)
    return {
        key: torch.rand(value.shape, generator=chance).to(value.dtype) + 1
        for key, value in small_generator().state_dict().items()
    }


def _has(network: Any, state: State) -> bool:
    return all(torch.equal(value, state[key]) for key, value in network.state_dict().items())


def _before(prefix: str, state: State) -> State:
    return {prefix + key: value for key, value in state.items()}


def _training(state: State) -> State:
    return {"state_dict": state, "optimizer": {"lr": 1e-4}, "global_step": 7, "global_epoch": 1}


def _trace(path: Path, state: State, wrap: Callable[[Any], Any] = lambda network: network) -> None:
    network = small_generator()
    fit(network, state)
    mel, face = torch.zeros(1, 1, 80, 16), torch.zeros(1, 6, 96, 96)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch calls tracing deprecated; such files are about
        torch.jit.trace(wrap(network).eval(), (mel, face), check_trace=False).save(str(path))


@pytest.mark.parametrize(
    "form",
    [
        lambda state: state,
        lambda state: _before("module.", state),
        _training,
        lambda state: _training(_before("module.", state)),
        lambda state: _before("generator.net.", state),
    ],
    ids=["bare", "several GPUs", "training", "training on several GPUs", "another prefix"],
)
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_pickled_weights_load_in_every_wrapping(
    tmp_path: Path, state: State, form: Callable[[State], State], zipped: bool
) -> None:
    path = tmp_path / "weights.pth"
    torch.save(form(state), path, _use_new_zipfile_serialization=zipped)
    network = small_generator()
    checkpoint = load_weights(network, path)
    assert _has(network, state)
    assert checkpoint.form == "pickle"
    assert checkpoint.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_network_with_loaded_weights_is_ready_to_be_asked(tmp_path: Path, state: State) -> None:
    torch.save(state, tmp_path / "weights.pth")
    network = small_generator()
    load_weights(network, tmp_path / "weights.pth")
    assert not network.training
    with torch.inference_mode():
        painted = network(torch.zeros(2, 1, 80, 16), torch.zeros(2, 6, 96, 96))
    assert painted.shape == (2, 3, 96, 96)


def test_a_network_keeps_its_own_precision(tmp_path: Path, state: State) -> None:
    torch.save(
        {k: v.half() if v.is_floating_point() else v for k, v in state.items()},
        tmp_path / "half.pth",
    )
    network = small_generator().double()
    load_weights(network, tmp_path / "half.pth")
    assert {weight.dtype for weight in network.parameters()} == {torch.float64}


def test_safetensors_load(tmp_path: Path, state: State) -> None:
    save_file = pytest.importorskip("safetensors.torch").save_file
    path = tmp_path / "weights.safetensors"
    save_file(state, path)
    network = small_generator()
    assert load_weights(network, path).form == "safetensors"
    assert _has(network, state)


def test_half_a_safetensors_file_is_named(tmp_path: Path, state: State) -> None:
    save_file = pytest.importorskip("safetensors.torch").save_file
    path = tmp_path / "weights.safetensors"
    save_file(state, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"weights\.safetensors is damaged or cut off"):
        load_weights(small_generator(), path)


def test_without_the_library_safetensors_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "safetensors", None)
    path = tmp_path / "weights.safetensors"
    path.write_bytes((2).to_bytes(8, "little") + b"{}")
    with pytest.raises(InputError, match="not installed") as caught:
        load_weights(small_generator(), path)
    assert "pip install safetensors" in caught.value.hint


def test_torchscript_loads_after_a_warning(tmp_path: Path, state: State) -> None:
    path = tmp_path / "Wav2Lip.pt"
    _trace(path, state)
    told: list[str] = []
    network = small_generator()
    assert load_weights(network, path, warn=told.append).form == "torchscript"
    assert _has(network, state)
    assert len(told) == 1
    assert "can run code" in told[0]
    assert sha256_of(path) in told[0]


def test_torchscript_may_carry_a_prefix(tmp_path: Path, state: State) -> None:
    _trace(tmp_path / "wrapped.pt", state, Wrapped)
    network = small_generator()
    load_weights(network, tmp_path / "wrapped.pt", warn=lambda _: None)
    assert _has(network, state)


def test_torchscript_is_not_opened_without_somebody_to_warn(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "script.pt", "w") as archive:
        archive.writestr("script/constants.pkl", b"")
    with pytest.raises(InputError, match="TorchScript archive, which can run code"):
        load_weights(small_generator(), tmp_path / "script.pt")


def test_whoever_is_warned_can_stop_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "script.pt", "w") as archive:
        archive.writestr("script/constants.pkl", b"")

    def refuse(sentence: str) -> None:
        raise InputError(sentence)

    with pytest.raises(InputError, match="can run code"):
        load_weights(small_generator(), tmp_path / "script.pt", warn=refuse)


def test_a_broken_torchscript_archive_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "script.pt", "w") as archive:
        archive.writestr("script/constants.pkl", b"")
    with pytest.raises(InputError, match=r"script\.pt is damaged"):
        load_weights(small_generator(), tmp_path / "script.pt", warn=lambda _: None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "weights.pth is empty"),
        (b"\n <!DOCTYPE html><html><body>Sign in</body>", "weights.pth is a web page"),
        (b"\xef\xbb\xbf<HTML>", "weights.pth is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "weights.pth is a Git LFS pointer"),
        (b"hello", "weights.pth is no file of weights"),
        (b"PK\x03\x04 and no more", "weights.pth is damaged or cut off"),
        (b"\x80\x02", "weights.pth is damaged or cut off"),
    ],
    ids=["empty", "page", "page with a mark", "pointer", "text", "half a zip", "half a pickle"],
)
def test_what_is_not_weights_is_called_what_it_is(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(content)
    with pytest.raises(InputError, match=sentence) as caught:
        load_weights(small_generator(), path)
    assert caught.value.hint


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("part", [0.02, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_off_anywhere_is_named(
    tmp_path: Path, state: State, zipped: bool, part: float
) -> None:
    path = tmp_path / "weights.pth"
    torch.save(state, path, _use_new_zipfile_serialization=zipped)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(InputError, match=r"weights\.pth is damaged or cut off") as caught:
        load_weights(small_generator(), path)
    assert "download it again" in caught.value.hint


def test_an_ordinary_zip_is_to_be_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "weights.zip", "w") as archive:
        archive.writestr("weights.pth", b"")
    with pytest.raises(InputError, match="not one of weights") as caught:
        load_weights(small_generator(), tmp_path / "weights.zip")
    assert "unpack" in caught.value.hint


class _Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return (print, ("this ran",))


class _SystemTrap:
    def __reduce__(self) -> tuple[object, ...]:
        return (os.system, ("echo this ran",))


@pytest.mark.parametrize("trap", [_Trap(), _SystemTrap()], ids=["print", "system"])
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_code_in_a_pickle_does_not_run(
    tmp_path: Path, zipped: bool, trap: object, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "weights.pth"
    torch.save({"state_dict": {}, "x": trap}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(InputError, match="other than tensors"):
        load_weights(small_generator(), path)
    assert capfd.readouterr().out == ""


def test_code_in_a_plain_pickle_does_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(pickle.dumps(_Trap()))
    with pytest.raises(InputError):
        load_weights(small_generator(), path)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", [{}, [], 7, {"state_dict": {}}, {"a": 1}, {1: 2}])
def test_a_file_without_tensors_by_name_is_refused(tmp_path: Path, content: object) -> None:
    torch.save(content, tmp_path / "weights.pth")
    with pytest.raises(InputError, match="holds no state dict"):
        load_weights(small_generator(), tmp_path / "weights.pth")


def test_a_missing_tensor_is_named(state: State) -> None:
    rest = {key: value for key, value in state.items() if key != "output_block.1.bias"}
    with pytest.raises(
        InputError, match=r"lacks 1 of its tensors, first of them output_block\.1\.bias"
    ):
        fit(small_generator(), rest)


def test_a_tensor_too_many_is_named(state: State) -> None:
    with pytest.raises(InputError, match="1 too many tensors, first of them extra"):
        fit(small_generator(), {**state, "extra": torch.zeros(1)})


def test_no_tensors_do_not_fit() -> None:
    with pytest.raises(InputError, match="lacks 352 of its tensors"):
        fit(small_generator(), {})


def test_a_tensor_of_another_size_is_named(state: State) -> None:
    wrong = {**state, "output_block.1.bias": torch.zeros(4)}
    with pytest.raises(InputError, match=r"output_block\.1\.bias is 4 there and must be 3"):
        fit(small_generator(), wrong)


def test_weights_for_larger_faces_are_refused_by_name(state: State) -> None:
    larger = {**state, "face_encoder_blocks.8.0.conv_block.0.weight": torch.zeros(1)}
    with pytest.raises(InputError, match="288 or 384 pixels") as caught:
        fit(small_generator(), larger)
    assert "96 pixels" in caught.value.hint


def test_the_expert_is_not_the_generator(state: State) -> None:
    expert = SyncNet()
    with pytest.raises(InputError, match="is the lip-sync expert"):
        fit(small_generator(), expert.state_dict())
    with pytest.raises(InputError, match="is the generator"):
        fit(expert, state)


def test_the_face_detector_is_not_the_generator() -> None:
    with pytest.raises(InputError, match="S3FD"):
        fit(small_generator(), {"conv3_3_norm.weight": torch.zeros(256)})


def test_a_refused_file_leaves_the_network_as_it_was(state: State) -> None:
    network = small_generator()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    with pytest.raises(InputError):
        fit(network, {**state, "output_block.1.bias": torch.zeros(4)})
    assert _has(network, before)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no weights at .*nowhere\.pth") as caught:
        load_weights(small_generator(), tmp_path / "nowhere.pth")
    assert "your own file" in caught.value.hint
    with pytest.raises(InputError, match="no weights at"):
        sha256_of(tmp_path / "nowhere.pth")


def test_a_folder_is_no_file_of_weights(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        load_weights(small_generator(), tmp_path)
