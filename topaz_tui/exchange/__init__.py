"""What comes in and goes out: the files of councils, mail and folders, the PDF of a concern."""
