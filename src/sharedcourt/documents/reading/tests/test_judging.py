"""Whether a photograph can be read, judged before anybody waits for it."""

import io

import pytest
from PIL import Image

from sharedcourt.documents.reading.judging import judge
from sharedcourt.documents.reading.tests import papers

CARD, CONTRACT = papers.id_card(), papers.contract()


@pytest.mark.parametrize("paper", [CARD, CONTRACT], ids=["card", "contract"])
def test_good_photographs_pass_and_bad_ones_say_why(paper):
    assert judge(paper.jpeg(turn=2, quality=60), "image/jpeg") == []
    assert judge(paper.jpeg(blur=1), "image/jpeg") == []
    assert judge(paper.jpeg(blur=4), "image/jpeg") == ["blurred"]
    assert "dark" in judge(paper.jpeg(dark=0.2), "image/jpeg")


def test_small_blank_damaged_and_foreign_files():
    kept = io.BytesIO()
    CONTRACT.picture.resize((310, 438)).save(kept, "PNG")
    assert "small" in judge(kept.getvalue(), "image/png")
    blank = io.BytesIO()
    Image.new("RGB", (1200, 1600), (240, 240, 238)).save(blank, "JPEG")
    assert judge(blank.getvalue(), "image/jpeg") == ["blank"]
    assert judge(b"\xff\xd8\xff\xe0 no picture", "image/jpeg") == ["damaged"]
    assert judge(CARD.jpeg()[:4000], "image/jpeg") == ["damaged"]
    assert judge(papers.contract_pdf(), "application/pdf") == []
