"""Files of judgments as courts have them, and files that want to do harm."""

import io
import json
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from bench._judgments import case
from sharedcourt.judgments.structure import recognise
from sharedcourt.judgments.taking_in import Unreadable, kind_of, read, reading, word
from sharedcourt.judgments.taking_in.apart import read_apart
from sharedcourt.judgments.taking_in.bulk import LARGEST_LINE, entries_of_lines, entries_of_zip
from sharedcourt.judgments.taking_in.refusing import WORDS

JUDGMENT = case(5, 7)[0]
LINES = [line for line in JUDGMENT.text.split("\n") if line]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(lines: list[str], also: Callable[..., object] = lambda document: None) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    also(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def word_part(body: str, before: str = "") -> bytes:
    return zipped(
        {"word/document.xml": f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()}
    )


def pdf(pages: list[str]) -> bytes:
    import typst

    from sharedcourt.documents.engine.rendering import FONTS

    body = "\n#pagebreak()\n".join(pages)
    source = (
        f'#set text(font: "Noto Sans SC", size: 11pt)\n#set page(numbering: "1 / 1", header: [示范法院文书])\n{body}'
    )
    return bytes(typst.compile(source.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True))


def outcome(content: bytes) -> str:
    """`read`, or the code of the refusal."""
    try:
        return "read" if read(content).paragraphs else "nothing"
    except Unreadable as refused:
        return refused.code


def code_of(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.text("zh")
    assert refused.value.text("en")
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_plain_text_in_the_encodings_of_courts(encoding):
    taken = read("\r\n".join(LINES).encode(encoding))
    assert taken.kind == "txt"
    assert list(taken.paragraphs) == LINES


def test_word_gives_paragraphs_and_tables_in_their_order():
    def also(document):
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "本金", "280000元"
        document.add_paragraph("以上为附表。")

    taken = read(docx(LINES, also))
    assert taken.kind == "docx"
    assert list(taken.paragraphs) == [*LINES, "本金", "280000元", "以上为附表。"]
    assert taken.notes == ()


def test_word_leaves_out_what_is_not_seen_and_says_so():
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>乙</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:r><w:t>丙</w:t><w:tab/><w:t>丁</w:t></w:r></w:p>"
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    taken = read(word_part(body))
    assert taken.paragraphs == ("甲乙", "丙\t丁")
    assert set(taken.notes) == {"hidden_left_out", "numbers_of_lists", "deleted_left_out", "boxes_left_out"}
    assert set(taken.notes) <= set(reading.NOTES)


def test_a_page_gives_what_people_see():
    page = (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>不看</title><script>var a="密";</script></head><body>'
        '<div style="display:none">藏<div>深</div></div><p>原告：林建川，男。</p><div>被告：&#x9648;舒宁&nbsp;<b>女</b><br>住址<!-- 注释 -->不详</div>'
        "<table><tr><td>本金</td><td>1元</td></tr></table></body></html>"
    )
    taken = read(page.encode("gb18030"))
    assert taken.kind == "html"
    assert taken.paragraphs == ("原告：林建川，男。", "被告：陈舒宁\u00a0女", "住址不详", "本金", "1元")
    assert taken.notes == ("hidden_left_out",)


def test_a_pdf_gives_paragraphs_again_without_its_running_heads():
    text = [line.replace("@", "\\@").replace("_", "\\_") for line in LINES]
    taken = read(pdf(["\n\n".join(text[:6]), "\n\n".join(text[6:14]), "\n\n".join(text[14:])]))
    assert taken.kind == "pdf"
    assert "running_heads_left_out" in taken.notes
    assert "示范法院文书" not in taken.text
    found = recognise(taken.text)
    assert found.number.value == JUDGMENT.number
    assert found.decided_on == JUDGMENT.fields["decided"]
    assert [part.name.value for part in found.parts] == [part.name for part in JUDGMENT.parts]


def test_a_scan_is_no_text():
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(595, 842)
    made = io.BytesIO()
    blank.save(made)
    assert code_of(made.getvalue()) == "no_text"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "unknown_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 50, "old_word"),
        (b"PK\x03\x04garbage", "damaged"),
        (b"%PDF-1.7 garbage", "damaged"),
        (b"abc\x00def", "unknown_type"),
        (b"\xff\xff\xff\xff", "unknown_encoding"),
        (bytes(range(1, 32)) * 10, "unknown_type"),
    ],
)
def test_what_is_no_judgment_is_refused_with_words(content, code):
    assert code_of(content) == code


def test_a_zip_that_is_no_word_file_is_refused():
    assert code_of(zipped({"a.txt": b"x"})) == "unknown_type"


def test_entities_are_refused_before_they_grow():
    laughs = "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
    assert code_of(word_part("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", laughs)) == "not_plain_xml"
    outside = "<!DOCTYPE d SYSTEM 'file:///etc/passwd'>"
    assert code_of(word_part("<w:p/>", outside)) == "not_plain_xml"


def test_a_bomb_is_refused_though_the_archive_lies_about_its_size(monkeypatch):
    monkeypatch.setattr(word, "LARGEST_XML", 100_000)
    content = bytearray(word_part("<w:p><w:r><w:t>" + "一" * 200_000 + "</w:t></w:r></w:p>"))
    assert code_of(bytes(content)) == "unpacks_too_large"
    # The central directory says 1,000 bytes; what unpacks is counted all the same.
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert code_of(bytes(content)) in ("unpacks_too_large", "damaged")


def test_elements_within_one_another_without_end_are_refused():
    assert code_of(word_part("<w:p>" * 5000 + "</w:p>" * 5000)) == "damaged"


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 10)
    assert code_of(b"x" * 11) == "too_large"
    monkeypatch.undo()
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 10)
    assert code_of("本院认为被告应当归还".encode() * 3) == "too_large"


def test_every_refusal_has_words_in_both_languages():
    assert all(zh and en and zh != en for zh, en in WORDS.values())
    assert "10 MB" in Unreadable("too_large", most="10 MB").text()


def test_a_file_is_read_in_a_process_of_its_own():
    assert read_apart("\n".join(LINES).encode()) == read("\n".join(LINES).encode())
    assert read_apart(docx(LINES)).paragraphs == tuple(LINES)
    with pytest.raises(Unreadable) as refused:
        read_apart(b"%PDF-1.7 garbage")
    assert refused.value.code == "damaged"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_bring_it_down(content):
    assert outcome(content) in {"read", *WORDS}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_broken_word_file_brings_it_down(data):
    content = bytearray(docx(["原告：林建川。"]))
    for _again in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content)) in {"read", *WORDS}


# ---------- a back catalogue


def test_a_zip_gives_its_files_and_one_that_is_bad_does_not_stop_the_others(monkeypatch):
    archive = zipped(
        {
            "2021/一审/甲.txt": "甲".encode(),
            "../../etc/乙.txt": "乙".encode(),
            "__MACOSX/._甲.txt": b"x",
            "~$丙.docx": b"x",
            "bomb.txt": b"0" * 5_000_000,
            "丁.txt": "丁".encode(),
        }
    )
    entries = list(entries_of_zip(io.BytesIO(archive)))
    assert [entry.name for entry in entries] == ["2021/一审/甲.txt", "etc/乙.txt", "bomb.txt", "丁.txt"]
    assert [entry.refused.code if entry.refused else "" for entry in entries] == ["", "", "unpacks_too_large", ""]
    assert entries[3].content == "丁".encode()


def test_names_of_a_zip_made_on_chinese_windows_are_read():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("XXXX.txt", b"x")
    content = made.getvalue().replace(b"XXXX.txt", "判决.txt".encode("gbk"))
    assert [entry.name for entry in entries_of_zip(io.BytesIO(content))] == ["判决.txt"]


def test_what_is_no_zip_is_refused_whole():
    with pytest.raises(Unreadable):
        list(entries_of_zip(io.BytesIO(b"no zip")))


def test_lines_of_json_give_text_and_what_the_court_says_beside_it():
    lines = [
        json.dumps({"text": "甲", "number": "（2022）浙0302民初1号"}).encode(),
        b"",
        b"{broken",
        json.dumps({"paragraphs": ["乙", "丙"]}).encode(),
        json.dumps({"number": "无"}).encode(),
        json.dumps(["no", "object"]).encode(),
        b"[" * 100_000,
    ]
    entries = list(entries_of_lines(io.BytesIO(b"\n".join(lines))))
    assert [(entry.name, entry.text, entry.refused.code if entry.refused else "") for entry in entries] == [
        ("1", "甲", ""),
        ("3", "", "not_json"),
        ("4", "乙\n丙", ""),
        ("5", "", "no_text_field"),
        ("6", "", "no_text_field"),
        ("7", "", "not_json"),
    ]
    assert entries[0].fields == {"number": "（2022）浙0302民初1号"}


def test_a_line_without_end_is_refused_and_the_next_is_read():
    content = b'{"text":"' + b"x" * (LARGEST_LINE + 10) + b'"}\n' + json.dumps({"text": "乙"}).encode()
    entries = list(entries_of_lines(io.BytesIO(content)))
    assert [entry.refused.code if entry.refused else entry.text for entry in entries] == ["too_large", "乙"]


def test_the_kind_is_told_from_the_bytes():
    assert kind_of(b"%PDF-1.7") == "pdf"
    assert kind_of("原告".encode()) == "txt"
    assert kind_of("<div>原告</div>".encode()) == "html"
