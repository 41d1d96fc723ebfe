"""What the law asks of children's services and by when: the duties as a table, reckoned from what happened."""
