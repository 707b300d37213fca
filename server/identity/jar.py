"""Which cookie carries what. Under TLS each name has a prefix that binds it to this host, to TLS and to no sub-path.

A browser takes such a cookie from nobody else (RFC 6265bis): a neighbour who can only answer for plain HTTP on the same
name plants no session. Without TLS browsers refuse the prefix, and a hall without TLS must work: there the plain names.
"""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.wrappers import Response

HOST_ALONE = "__Host-"


class Jar:
    def __init__(self, tls: bool) -> None:
        self.tls = tls

    def name(self, plain: str) -> str:
        return HOST_ALONE + plain if self.tls else plain

    def read(self, cookies: Mapping[str, str], plain: str) -> str | None:
        return cookies.get(self.name(plain)) or None

    def read_device(self, cookies: Mapping[str, str], plain: str) -> str | None:
        """The same for a device, which may have been paired before the hall had TLS: it need not be paired again.
        What is planted so is a device's own token: it makes somebody's screen a screen, and gives nobody a right."""
        return self.read(cookies, plain) or cookies.get(plain) or None

    def give(self, response: Response, plain: str, token: str, max_age: int | None = None) -> None:
        response.set_cookie(self.name(plain), token, max_age=max_age, path="/", httponly=True, samesite="Strict",
                            secure=self.tls)  # fmt: skip

    def give_again(self, response: Response, cookies: Mapping[str, str], plain: str, max_age: int) -> None:
        """Of a device, for as long again; under the name it has now, and no more under that of a hall without TLS."""
        token = self.read_device(cookies, plain)
        if token:
            self.give(response, plain, token, max_age)
        if self.tls and plain in cookies:
            response.delete_cookie(plain, path="/")

    def take(self, response: Response, plain: str) -> None:
        response.delete_cookie(self.name(plain), path="/", httponly=True, samesite="Strict", secure=self.tls)
