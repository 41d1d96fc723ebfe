"""Lists that people take out of Topaz: `tables` and `support` have what is in each, `formats` the files, `writing`
writes one, whole or not at all, and logs it."""

from topaz_tui.services.lists.for_council import FEEDS, of_feed
from topaz_tui.services.lists.formats import NotInstalled, WorkbookSheet, workbook
from topaz_tui.services.lists.support import LISTS, SupportList, of_support
from topaz_tui.services.lists.table import ListTable
from topaz_tui.services.lists.tables import of_actions, of_board, of_counted, of_figure, of_queue
from topaz_tui.services.lists.writing import ListFile, write

__all__ = [
    "FEEDS", "LISTS", "ListFile", "ListTable", "NotInstalled", "SupportList", "WorkbookSheet", "of_actions",
    "of_board", "of_counted", "of_feed", "of_figure", "of_queue", "of_support", "workbook", "write",
]  # fmt: skip
