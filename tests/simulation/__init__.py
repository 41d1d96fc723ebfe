"""A year of a team's work on the real services, beside an independent model of it: after each thing that happens the
manager's board has to say what the model says, and no concern may be lost.

python -m tests.simulation                        5,000 concerns, some minutes
python -m tests.simulation --concerns 500 --days 60 --seed 7
python -m tests.simulation.people                 a year of a list of people, and of the files that a council sends
python -m tests.simulation.care                   two years of a provider of children's services, for three councils
"""
