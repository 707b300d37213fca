"""Figures of the hall against a bare baseline in the same run: `python -m bench`. See docs/bench.md."""
