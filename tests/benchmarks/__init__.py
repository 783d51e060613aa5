"""Benchmarks; they record and never fail on time."""
