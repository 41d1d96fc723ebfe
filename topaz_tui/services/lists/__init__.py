"""Lists that people take out of Topaz: `tables` has what is in each, `formats` the files, `writing` writes one, whole
or not at all, and logs it."""

from topaz_tui.services.lists.formats import NotInstalled, WorkbookSheet, workbook
from topaz_tui.services.lists.table import ListTable
from topaz_tui.services.lists.tables import of_actions, of_board, of_counted, of_figure, of_queue
from topaz_tui.services.lists.writing import ListFile, write

__all__ = [
    "ListFile", "ListTable", "NotInstalled", "WorkbookSheet", "of_actions", "of_board", "of_counted", "of_figure",
    "of_queue", "workbook", "write",
]  # fmt: skip
