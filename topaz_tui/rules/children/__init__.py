"""The work for children's services: pieces of work and their states, the documents, load, hours and commissions.

A duty (rules/statutory) and a piece of work are two things: the law's clock runs until there is evidence, whatever the
state of the work is.
"""
