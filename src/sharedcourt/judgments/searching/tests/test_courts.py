"""A court is found as people type it."""

import pytest

from sharedcourt.judgments.searching.courts import Courts, distance

COURTS = Courts(
    [
        "温州市鹿城区人民法院",
        "温州市瓯海区人民法院",
        "浙江省温州市中级人民法院",
        "乐清市人民法院",
        "瑞安市人民法院",
        "浙江省高级人民法院",
        "宁波市鄞州区人民法院",
        "杭州互联网法院",
        "最高人民法院",
    ]
)


@pytest.mark.parametrize(
    ("typed", "court"),
    [
        ("鹿城", "温州市鹿城区人民法院"),
        ("鹿城法院", "温州市鹿城区人民法院"),
        ("温州鹿城", "温州市鹿城区人民法院"),
        ("lucheng", "温州市鹿城区人民法院"),
        ("wenzhou lucheng", "温州市鹿城区人民法院"),
        ("wzlc", "温州市鹿城区人民法院"),
        ("鹿成区法院", "温州市鹿城区人民法院"),
        ("luchneg", "温州市鹿城区人民法院"),
        ("温州欧海", "温州市瓯海区人民法院"),
        ("yueqing", "乐清市人民法院"),
        ("乐青", "乐清市人民法院"),
        ("温州中院", "浙江省温州市中级人民法院"),
        ("浙江高院", "浙江省高级人民法院"),
        ("ruian", "瑞安市人民法院"),
        ("yinzhou", "宁波市鄞州区人民法院"),
        ("银州", "宁波市鄞州区人民法院"),
        ("最高法", "最高人民法院"),
        ("互联网", "杭州互联网法院"),
    ],
)
def test_found_first(typed, court):
    assert COURTS.find(typed)[0] == court


@pytest.mark.parametrize("typed", ["", "   ", "zzzzzz", "火星"])
def test_nothing_is_made_up(typed):
    assert COURTS.find(typed) == []


@pytest.mark.parametrize(
    ("first", "second", "letters"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "ab", 1), ("abc", "xyz", 3)],
)
def test_distance(first, second, letters):
    assert distance(first, second, 5) == letters
    assert distance(first, second, 0) == min(letters, 1)
