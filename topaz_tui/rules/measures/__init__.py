"""What a manager, a commissioner and a board ask of a period: the measures as data, and how they are counted.

`dispositions` says what became of each person who fell due, `rates` what share of them that is, `periods` which days
are meant, `table` what each measure counts, of whom, and where its definition comes from. Nothing here reads the
database: services/figures does, and hands over one `Person` each."""
