"""Key presses out of the kernel's structs, and which of a machine's devices is a number pad."""

from __future__ import annotations

import ctypes
import os
import struct
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from pretend_pad import DOWN, ENTER, HELD, MINUS, PLUS, SEVEN, UP, PretendPad

from hardware.input_device import EVENT, DeviceGone, InputDevice
from hardware.pad_finder import key_devices


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[PretendPad]:
    one = PretendPad(tmp_path / "usb-pad-event-kbd").plug_in()
    yield one
    one.unplug()


@pytest.fixture
def device(pad: PretendPad) -> Iterator[InputDevice]:
    one = InputDevice(str(pad.path))
    yield one
    one.close()


def codes(device: InputDevice, seconds: float = 1) -> list[int]:
    return [one.code for one in device.key_downs(seconds)]


def test_the_struct_is_the_kernels() -> None:
    class Timeval(ctypes.Structure):
        _fields_ = [("sec", ctypes.c_long), ("usec", ctypes.c_long)]

    class InputEvent(ctypes.Structure):
        _fields_ = [("time", Timeval), ("type", ctypes.c_uint16), ("code", ctypes.c_uint16), ("value", ctypes.c_int32)]

    assert ctypes.sizeof(InputEvent) == EVENT.size


def test_a_key_down_is_a_press_and_its_repeats_and_its_release_are_none(pad, device) -> None:
    pad.send(pad.event(ENTER, DOWN) + pad.event(ENTER, HELD) * 5 + pad.event(ENTER, UP) + pad.event(PLUS, DOWN))
    assert codes(device) == [ENTER, PLUS]


def test_half_a_struct_waits_for_its_other_half(pad, device) -> None:
    one = pad.event(MINUS, DOWN)
    pad.send(one[:10])
    assert codes(device) == []
    pad.send(one[10:])
    assert codes(device) == [MINUS]


def test_a_press_knows_how_old_it_is(pad, device) -> None:
    pad.send(pad.event(ENTER, DOWN, ago=7) + pad.event(SEVEN, DOWN, ago=-60))
    old, from_the_future = device.key_downs(1)
    assert 6.9 < time.monotonic() - old.at < 8
    assert 0 <= time.monotonic() - from_the_future.at < 1


def test_nothing_pressed_is_nothing(device) -> None:
    began = time.monotonic()
    assert codes(device, 0.1) == [] and time.monotonic() - began < 1


def test_an_unplugged_pad_is_gone_and_one_plugged_in_again_works(pad, device) -> None:
    pad.unplug()
    with pytest.raises(DeviceGone, match="rút ra"):
        device.key_downs(1)
    with pytest.raises(DeviceGone, match="chưa thấy bàn phím số"):
        InputDevice(str(pad.path))
    pad.plug_in()
    again = InputDevice(str(pad.path))
    pad.press(ENTER)
    assert codes(again) == [ENTER]
    again.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_pad_one_may_not_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "event3").touch(0o000)
    with pytest.raises(DeviceGone, match="docs/keypad.md"):
        InputDevice(str(tmp_path / "event3"))


def test_the_light_goes_on_and_off(pad, device) -> None:
    device.light(True)
    assert pad.lit is True
    device.light(False)
    assert pad.lit is False


KEYBOARD = "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe"


def listed(*devices: tuple[str, str, str]) -> str:
    return "\n\n".join(
        f'I: Bus=0003 Vendor=1a2c Product=0042 Version=0110\nN: Name="{name}"\nH: Handlers=sysrq kbd leds {event} \n'
        f"B: EV=120013\nB: KEY={keys}\nB: LED=7"
        for name, event, keys in devices
    )


def test_a_pad_has_the_pads_keys_and_no_letters(tmp_path: Path) -> None:
    keys = 0
    for code in (*range(71, 84), ENTER, MINUS, PLUS, 55, 98, 14, 69):
        keys |= 1 << code
    pad_keys = f"{keys >> 64:x} {keys & (1 << 64) - 1:x}"
    text = listed(("AT Keyboard", "event3", KEYBOARD), ("SIGMA Number Pad", "event7", pad_keys),
                  ("Power Button", "event0", "10000000000000 0"))  # fmt: skip
    (tmp_path / "usb-SIGMA-event-kbd").symlink_to("../event7")
    found = {one.name: one for one in key_devices(text, tmp_path)}
    assert set(found) == {"AT Keyboard", "SIGMA Number Pad"}
    assert found["SIGMA Number Pad"].is_pad and not found["AT Keyboard"].is_pad
    assert found["SIGMA Number Pad"].path == str(tmp_path / "usb-SIGMA-event-kbd")
    assert found["AT Keyboard"].path == "/dev/input/event3"


# -- a pad that the kernel itself makes, where it may ------------------------------------------------------------------

UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_SETUP, UI_DEV_CREATE, UI_DEV_DESTROY = (
    0x40045564, 0x40045565, 0x405C5503, 0x5501, 0x5502,
)  # fmt: skip
NO_UINPUT = "NO UINPUT: keeping a real pad to ourselves (EVIOCGRAB) is not tried here. As root: modprobe uinput"


@pytest.fixture
def kernels_pad() -> Iterator[tuple[int, str]]:
    """(uinput file, its /dev/input/eventN)"""
    import fcntl

    if not os.access("/dev/uinput", os.W_OK) or not os.path.isdir("/dev/input"):
        warnings.warn(NO_UINPUT, stacklevel=1)
        pytest.skip(NO_UINPUT)
    before = set(os.listdir("/dev/input"))
    file = os.open("/dev/uinput", os.O_WRONLY | os.O_NONBLOCK)
    fcntl.ioctl(file, UI_SET_EVBIT, 1)
    for code in (ENTER, PLUS, MINUS, SEVEN):
        fcntl.ioctl(file, UI_SET_KEYBIT, code)
    fcntl.ioctl(file, UI_DEV_SETUP, struct.pack("@HHHH80sI", 3, 0x1A2C, 0x42, 1, b"Pretend number pad", 0))
    fcntl.ioctl(file, UI_DEV_CREATE)
    until = time.monotonic() + 5
    while not (new := [one for one in set(os.listdir("/dev/input")) - before if one.startswith("event")]):
        assert time.monotonic() < until, "the kernel made no device"
        time.sleep(0.02)
    yield file, f"/dev/input/{new[0]}"
    fcntl.ioctl(file, UI_DEV_DESTROY)
    os.close(file)


def test_a_real_device_is_kept_from_everybody_else_and_read_on_its_own_clock(kernels_pad) -> None:
    file, path = kernels_pad
    bystander = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # the window in front, so to speak
    device = InputDevice(path)
    assert device.is_evdev
    os.write(file, EVENT.pack(0, 0, 1, ENTER, DOWN) + EVENT.pack(0, 0, 0, 0, 0))
    (down,) = device.key_downs(2)
    assert down.code == ENTER and 0 <= time.monotonic() - down.at < 1
    with pytest.raises(BlockingIOError):
        os.read(bystander, EVENT.size)
    with pytest.raises(DeviceGone, match="chương trình khác"):
        InputDevice(path)
    assert any(one.path.endswith(path.rsplit("/", 1)[1]) and one.is_pad for one in key_devices(by_id=Path("/none")))
    device.close()
    os.close(bystander)
