"""What `./test` does: set-up, Chromium where it may be brought, lint, tests. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from setup_hall import HERE, bring_or_stop

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A file stays whole, so its hall is started once; in the order of their names, so that the quick ones come last.
WORKERS = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
RUNS = ("server", "kiosk", "display", "hardware", "setup_hall.py", "run_tests.py")  # bandit reads them
NO_BROWSER = """
┌──────────────────────────────────────────────────────────┐
│  NO CHROMIUM HERE: THE BROWSER JOURNEYS ARE SKIPPED.     │
│  Everything else is tested. To test the screens too:     │
│      sudo apt-get install chromium                       │
└──────────────────────────────────────────────────────────┘
"""


def main() -> int:
    arguments = sys.argv[1:]
    long = "--long" in arguments
    python = str(bring_or_stop(for_tests=True).python)
    if "--soak" in arguments:
        rest = [one for one in arguments if one != "--soak"]
        return subprocess.call([python, str(HERE / "tests" / "soak" / "week.py"), *rest], cwd=HERE)
    if "--audit" in arguments:
        return subprocess.call([python, str(HERE / "tests" / "audit.py")], cwd=HERE)
    chromium = find_chromium() or (find_chromium() if install_chromium() else None)
    if chromium is None and in_ci():
        print("Browser journeys must run in CI, and there is no Chromium: install chromium.", file=sys.stderr)
        return 3
    if chromium is None:
        print(NO_BROWSER, flush=True)
    environment = os.environ | ({"LUOT_CHROMIUM": chromium} if chromium else {}) | ({"LUOT_LONG": "1"} if long else {})
    # Where Python keeps no compiled files, each hall that a test starts would compile the house: a third of its start.
    subprocess.call([python, "-m", "compileall", "-q", *RUNS], cwd=HERE)
    lint = subprocess.call([python, "-m", "ruff", "check", "--output-format", "concise", "."], cwd=HERE)
    unsafe = subprocess.Popen([python, "-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *RUNS], cwd=HERE)
    rest = [one for one in arguments if one != "--long"]
    tests = subprocess.call([python, "-m", "pytest", *side_by_side(rest), *rest], cwd=HERE, env=environment)
    if chromium is None:
        print(NO_BROWSER, flush=True)
    return tests or lint or unsafe.wait()


def side_by_side(rest: list[str]) -> tuple[str, ...]:
    """The whole suite waits a good deal, so three files run at a time, on two cores too (two take a fifth longer); what
    is picked out runs in one process, where --pdb and -s do what they should."""
    picked = any(not one.startswith("-") for one in rest) or {"--pdb", "--trace", "-s"} & set(rest)
    return () if picked else WORKERS


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def find_chromium() -> str | None:
    """The path of a Chromium that starts: Ubuntu's package may be only a note that it comes as a snap."""
    for name in CHROMIUMS:
        path = shutil.which(name)
        if path and quiet([path, "--version"]):
            return path
    return None


def install_chromium() -> bool:
    """By apt-get, where this user may: as root, or by a sudo that asks nothing."""
    if not shutil.which("apt-get"):
        return False
    if os.geteuid() == 0:
        root = ["env"]
    elif shutil.which("sudo") and quiet(["sudo", "-n", "true"]):
        root = ["sudo", "-n", "env"]
    else:
        return False
    print("Installing Chromium by apt-get …", flush=True)
    apt = [*root, "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    quiet([*apt, "update"])
    if quiet([*apt, "install", "-y", "--no-install-recommends", "chromium"]):
        return True
    print("apt-get could not install it.", flush=True)
    return False


def quiet(command: list[str]) -> bool:
    """Whether the program ended well; what it says is not shown."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
