"""Which Lượt this is. A release is named by its month; its first data are kept in tests/releases/ and upgraded."""

VERSION = "2026-11"
