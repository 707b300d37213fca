"""Passwords that everybody tries first: 11,600 of eight signs and more that the package zxcvbn counted in leaks, and
the words of this country and house, whatever figures stand around them.
"""

from __future__ import annotations

import importlib.util
import re
import runpy
from functools import cache
from pathlib import Path

from ..core.search import fold

SHORTEST = 8
# As they are typed, without marks and gaps.
COMMON = frozenset(
    "passw0rd p4ssw0rd m4tkh4u qwertyui qwerty123 1q2w3e4r 1q2w3e4r5t asdfghjk asdfghjkl zxcvbnm1 q1w2e3r4 a1b2c3d4"
    " 11223344 12341234 12344321 87654321 123456789 1234567890 12345678910 0123456789 0987654321 123456789a a123456789"
    " 123123123 147258369 147852369 159357258 11112222 12121212 13579246 19001080 nhanvien1 canbo1234".split()
)
# With figures before or behind: matkhau, matkhau123, 2026thainguyen.
WORDS = frozenset(
    "password passwordmoi matkhau matkhaumoi matkhaucu khongco khongbiet admin administrator quantri quantrivien"
    " supervisor phutrach giamdoc lanhdao truongphong canbo congchuc vienchuc nhanvien vanphong hanhchinh hanhchinhcong"
    " motcua trungtam phucvu tiepdan thainguyen backan hanoi haiphong danang saigon hochiminh tphcm cantho hue vietnam"
    " vietnamese tienlen xinchao chaomung chucmung chucmungnammoi hello welcome letmein changeme qwerty qwertyuiop"
    " asdfgh zxcvbn iloveyou anhyeuem emyeuanh yeuem yeuanh yeuemnhieu yeuanhnhieu anhnhoem emnhoanh tinhyeu"
    " tinhyeucuatoi giadinh giadinhtoi hanhphuc conyeu bome boyeu meyeu vochong quehuong thanhcong maymanphattai mayman"
    " phattai locphat phatloc taoyeumay nguyen nguyenvan nguyenthi tranvan tranthi levan lethi phamvan phamthi hoangvan"
    " hoangthi luot phuctap abc abcd".split()
)


def is_common(password: str, own: tuple[str, ...] = ()) -> bool:
    """`own`: further words of the kind of WORDS, such as the account's name."""
    typed = password.lower()
    words = re.sub(r"[\W_]+", "", fold(password))
    bare = re.sub(r"\d+", "", words)
    known = {*WORDS, *(re.sub(r"[\W\d_]+", "", fold(one)) for one in own)} - {""}
    if words in COMMON or bare in known or bare in {2 * one for one in known}:
        return True
    return not _counted().isdisjoint({typed, words})


@cache
def _counted() -> frozenset[str]:
    """Read at the first password somebody chooses, without what else the package holds: 1 MB is kept instead of 15."""
    package = importlib.util.find_spec("zxcvbn")
    assert package is not None and package.submodule_search_locations
    lists = Path(package.submodule_search_locations[0]) / "frequency_lists.py"
    counted = runpy.run_path(str(lists))["FREQUENCY_LISTS"]["passwords"]
    return frozenset(one for one in counted if len(one) >= SHORTEST)
