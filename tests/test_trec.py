"""The evaluator of judged sets, against numbers worked out by hand."""

import math

import pytest

from bench import trec

GRADES = {"a": 3, "b": 2, "c": 0, "d": 1, "e": 2}
RANKED = ["c", "a", "d", "b", "x", "e"]


def test_precision():
    assert trec.precision(RANKED, GRADES, 5, 2) == 2 / 5
    assert trec.precision(RANKED, GRADES, 10, 2) == 3 / 10
    assert trec.precision(RANKED, GRADES, 5, 1) == 3 / 5


def test_average_precision():
    # relevant at places 2, 4, 6 of three relevant ones
    assert trec.average_precision(RANKED, GRADES, 2) == pytest.approx((1 / 2 + 2 / 4 + 3 / 6) / 3)
    assert trec.average_precision(["a"], GRADES, 2) == pytest.approx(1 / 3)
    assert trec.average_precision(RANKED, {"c": 0}, 2) == 0


def test_ndcg():
    gained = 3 / math.log2(3) + 1 / math.log2(4) + 2 / math.log2(5) + 2 / math.log2(7)
    best = 3 + 2 / math.log2(3) + 2 / math.log2(4) + 1 / math.log2(5)
    assert trec.ndcg(RANKED, GRADES, 10) == pytest.approx(gained / best)
    assert trec.ndcg(RANKED, GRADES, 2) == pytest.approx((3 / math.log2(3)) / (3 + 2 / math.log2(3)))
    assert trec.ndcg(["a", "b", "e", "d"], GRADES, 10) == 1
    assert trec.ndcg(RANKED, {}, 10) == 0
    steep = 7 / math.log2(3) + 1 / math.log2(4) + 3 / math.log2(5) + 3 / math.log2(7)
    most = 7 + 3 / math.log2(3) + 3 / math.log2(4) + 1 / math.log2(5)
    assert trec.ndcg(RANKED, GRADES, 10, steep=True) == pytest.approx(steep / most)


def test_files_in_trec_form():
    qrels = trec.read_qrels(["1 0 a 3", "1 0 b 2", "", "2 0 c 1"])
    assert qrels == {"1": {"a": 3, "b": 2}, "2": {"c": 1}}
    runs = trec.read_run(["1 Q0 a 1 0.5 x", "1 Q0 b 2 0.9 x", "1 Q0 c 3 0.5 x"])
    assert runs == {"1": ["b", "c", "a"]}


def test_a_query_without_a_run_counts_nothing():
    found = trec.evaluate({"1": ["a"]}, {"1": {"a": 3}, "2": {"b": 3}})
    assert found["P@5"] == pytest.approx(0.1)
    assert found["MAP"] == found["NDCG@10"] == 0.5


def test_a_set_is_read_from_a_folder(tmp_path):
    (tmp_path / "queries.jsonl").write_text('{"id": 1, "text": "盗窃"}\n', encoding="utf-8")
    (tmp_path / "documents.jsonl").write_text(
        '{"id": "a", "text": "盗窃电动车"}\n{"id": "b", "text": "离婚"}\n', encoding="utf-8"
    )
    (tmp_path / "qrels.txt").write_text("1 0 a 3\n1 0 b 0\n")
    judged = trec.read_set(tmp_path)
    assert judged.pool == {"1": ["a", "b"]}
    for kind in (trec.Plain, trec.Ours):
        assert trec.measure(judged, kind(judged.documents), 2)["NDCG@10"] == 1


def test_ours_is_better_than_plain_words_on_a_small_invented_set():
    judged = trec.invented(6)
    plain, ours = (trec.measure(judged, kind(judged.documents), 2) for kind in (trec.Plain, trec.Ours))
    assert ours["NDCG@10"] > plain["NDCG@10"]
    assert ours["MAP"] > plain["MAP"]
