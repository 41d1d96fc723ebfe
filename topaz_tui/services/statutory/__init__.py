"""Children's services over the store: young people and their care, court orders, schools, and what is due."""
