"""Days counted from one day, as the demo and its office have them."""

from __future__ import annotations

from datetime import date, timedelta

from topaz_tui import clock


class Days:
    """Days and moments as seen from `today`. Office days are those of the settings, without bank holidays."""

    def __init__(self, today: date, office: clock.Week) -> None:
        self.today = today
        self.office = office
        self._back: list[date] = []

    def back(self, number: int) -> date:
        """The office day that is so many before today: 1 is the last one."""
        while len(self._back) < number:
            self._back.append(self.near((self._back or [self.today])[-1] - clock.DAY))
        return self._back[number - 1]

    def ahead(self, number: int) -> date:
        """The office day so many after the present or next one: 0 is today, where the office opens today."""
        day = self.today
        while not self.office.is_working_day(day) or number:
            number -= self.office.is_working_day(day)
            day += clock.DAY
        return day

    def near(self, day: date) -> date:
        """The day itself, or the last office day before it."""
        while not self.office.is_working_day(day):
            day -= clock.DAY
        return day

    def ago(self, days: int = 0, months: int = 0) -> date:
        """The office day nearest before so many months and calendar days ago."""
        return self.near(clock.add_months(self.today - timedelta(days), -months))
