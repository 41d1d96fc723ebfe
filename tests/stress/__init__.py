"""The tests under load, again and again: which failed, and how often. What passes on a quiet machine has to pass with
other work beside it, so that a failure always means something.

python -m tests.stress                                                      all tests, five times, two busy loops
python -m tests.stress --times 15 tests/screens tests/widgets tests/journeys
python -m tests.stress --times 50 -k 'taken_over'                           one that failed once
python -m tests.stress --python .venv-3.13/bin/python                       on another Python
"""
