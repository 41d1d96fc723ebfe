"""Files about young people: lists 8 and 9 of Annex A, the national return (SSDA903), and a council's own list."""
