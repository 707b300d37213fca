"""Who holds many places leaves the last quarter to others; one machine is one caller, however many addresses it has."""

from __future__ import annotations

from server.shares import Shares, caller_of


def test_one_caller_takes_three_quarters_and_no_more_while_others_come_in() -> None:
    shares = Shares(100, few=5)
    assert sum(shares.enter("greedy") for _ in range(200)) == 75
    assert [shares.enter("quiet") for _ in range(6)] == [True] * 5 + [False]
    assert shares.is_greedy("greedy") and shares.enter("another")
    shares.leave("quiet")
    assert shares.enter("quiet")


def test_as_long_as_there_is_room_nobody_is_refused() -> None:
    shares = Shares(100, few=5)
    for _ in range(3):
        assert all(shares.enter("a-proxy") for _ in range(70))
        for _ in range(70):
            shares.leave("a-proxy")
    assert not shares.is_greedy("a-proxy")


def test_a_machines_ipv6_addresses_are_one_caller() -> None:
    assert caller_of("fd00:1:2:3::1") == caller_of("fd00:1:2:3:ffff::9%eth0") != caller_of("fd00:1:2:4::1")
    assert caller_of("192.168.1.7") == "192.168.1.7" and caller_of("odd:one") == "odd:one"
