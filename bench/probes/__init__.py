"""Twelve questions to a queue system, each asked of a running one on loopback: what does it give away, and what lose?

`python -m bench.probes` asks this house. Another system is one more adapter (target.py).
"""
