"""What the commands print: plain text for a terminal, a pipe or a mail, and JSON for machines.

JSON is ASCII throughout, so that no name in it can do anything to a terminal, and it comes out as it went in.
"""
