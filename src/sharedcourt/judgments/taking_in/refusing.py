"""Why a file is not taken in, with words for people in both languages."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "empty": ("文件是空的", "The file is empty"),
    "too_large": ("文件过大，每份文书不超过{most}", "The file is too large; a judgment may have {most}"),
    "unknown_type": (
        "不能识别的文件类型，请使用 .docx、.pdf、.html 或 .txt",
        "This kind of file is not taken in; use .docx, .pdf, .html or .txt",
    ),
    "old_word": (
        "这是旧版 .doc 文件或加密的文件，请另存为不加密的 .docx",
        "This is an old .doc file or an encrypted one; save it as .docx without a password",
    ),
    "locked": ("文件设有密码，请去掉密码后再上传", "The file has a password; take it off first"),
    "damaged": ("文件已损坏，无法打开", "The file is damaged and cannot be opened"),
    "unpacks_too_large": (
        "文件展开后过大，未予读取",
        "What is packed in the file is too large; it was not read",
    ),
    "not_plain_xml": (
        "文件中含有不应出现的 XML 声明，未予读取",
        "The file declares XML entities, which no judgment needs; it was not read",
    ),
    "too_many_pages": ("页数过多，不超过{most}页", "There are too many pages; {most} at most"),
    "no_text": (
        "文件中没有文字，可能是扫描件，请先识别文字",
        "There is no text in the file; it may be a scan, which must be recognised first",
    ),
    "unknown_encoding": (
        "不能识别的文字编码，请另存为 UTF-8 或 GB18030",
        "The encoding of the text is not known; save it as UTF-8 or GB18030",
    ),
    "not_json": ("第{line}行不是有效的 JSON", "Line {line} is no valid JSON"),
    "no_text_field": ("第{line}行没有文书正文（text）", "Line {line} has no text of a judgment (text)"),
    "too_many_files": ("压缩包中的文件过多，不超过{most}个", "There are too many files in the archive; {most} at most"),
    "too_long": ("读取超时，未予读取", "Reading took too long and was given up"),
}

# What Python says of an archive that is broken somewhere; RuntimeError is its word for a missing password.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip


class Unreadable(ValueError):
    """A file that is not taken in. `code` is one of WORDS, `params` fill them."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def text(self, lang: str = "zh") -> str:
        """Why, and what to do."""
        return WORDS[self.code][0 if lang.startswith("zh") else 1].format(**self.params)
