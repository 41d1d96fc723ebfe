"""What returns about people are broken down by: what a council wrote, and what it means on the national lists."""

from __future__ import annotations

import pytest

from topaz_tui.rules.people import characteristics
from topaz_tui.rules.people.characteristics import CHARACTERISTICS, cleaned, group, in_words, says_nothing


@pytest.mark.parametrize(
    ("code", "written", "words", "counted"),
    [
        ("gender", "f", "Female", "Female"),
        ("gender", "Man", "Male", "Male"),
        ("gender", "Indeterminate", "Other", "Not known"),
        ("ethnicity", "WHITE - BRITISH", "White: English, Welsh, Scottish, Northern Irish or British", "White"),
        ("ethnicity", "White British", "White: English, Welsh, Scottish, Northern Irish or British", "White"),
        ("ethnicity", "Mixed: White & Asian", "Mixed or multiple ethnic groups: White and Asian", "Mixed / Multiple"),
        ("ethnicity", "Asian/Asian British: Indian", "Asian or Asian British: Indian", "Asian / Asian British"),
        ("ethnicity", "M", "Black, Black British, Caribbean or African: Caribbean",
         "Black / African / Caribbean / Black British"),
        ("ethnicity", "not stated", "No data: Undeclared or not known", "Undeclared / Not Known"),
        ("ethnicity", "Refused", "No data: Refused", "Refused"),
        ("primary_support_reason", "Physical Support: Access & mobility only",
         "Physical support: Access and mobility only", "Physical"),
        ("primary_support_reason", "Social Support: Support for Social Isolation/Other",
         "Social support: Support for social isolation or other", "Social"),
        ("client_type", "Carer", "Unpaid carer", "Unpaid carer"),
    ],
)  # fmt: skip
def test_what_councils_write_is_read_on_the_national_list(code, written, words, counted):
    found = cleaned(code, written)
    assert found and (found.words, group(code, written)) == (words, counted)


@pytest.mark.parametrize(
    ("code", "written", "counted"),
    [
        ("ethnicity", "White", "Undeclared / Not Known"),
        ("ethnicity", "British", "Undeclared / Not Known"),
        ("gender", "yes", "Not known"),
        ("primary_support_reason", "Old age", "Not known"),
        ("client_type", None, "Not known"),
    ],
)
def test_what_is_on_no_list_is_not_guessed_and_counts_as_not_known(code, written, counted):
    assert cleaned(code, written) is None and group(code, written) == counted
    assert in_words(code, written) == (f"{written} (not on the national list)" if written else "")


def test_each_value_of_a_list_means_itself_and_only_not_known_says_nothing():
    for each in CHARACTERISTICS:
        assert [cleaned(each.code, value.words) for value in each.listed] == list(each.listed)
        assert says_nothing(each.code, each.listed[-1].words) and says_nothing(each.code, "")
    assert not says_nothing("ethnicity", "Refused") and not says_nothing("gender", "F")
    assert {value.group for value in characteristics.BY_CODE["ethnicity"].listed} == {
        "White", "Mixed / Multiple", "Asian / Asian British", "Black / African / Caribbean / Black British",
        "Other Ethnic Group", "Refused", "Undeclared / Not Known",
    }  # fmt: skip
