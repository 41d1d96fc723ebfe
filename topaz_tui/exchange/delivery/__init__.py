"""How a concern or a letter leaves: by mail, through a folder, by hand."""
