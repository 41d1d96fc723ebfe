"""Faults: `topaz dispatch` and what it sends to are killed at random moments, over and over, and every concern that was
submitted is looked for afterwards: where it arrived, how often, and what the board says of it.

python -m tests.faults                     all faults: 100 kills of dispatch, and some of each other fault
python -m tests.faults --times 300 server  one of them, three times as often
"""
