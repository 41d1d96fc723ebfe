"""Every page of the program as a picture, to be looked at by whoever changed it.

python -m tests.pictures FOLDER                                  all pages, at four sizes, in five looks
python -m tests.pictures FOLDER queue board --sizes 80x24        some of them
python -m tests.pictures FOLDER --looks light,no-color

Each is written as SVG, which a browser shows, and as the text that stands on it."""
