"""Measurements as ratios: ours beside a bound, on the same machine, in the same run. Nothing here is a test.

python -m tests.bench            all
python -m tests.bench keys       one
python -m tests.bench --quick    fewer rounds and smaller sizes; --smallest: once, to see that it still runs
"""
