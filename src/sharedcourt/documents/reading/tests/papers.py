"""Papers of invented people, drawn as they would be photographed: an identity card, a loan contract, a card statement.

Each gives its picture (or PDF) and, line by line, what stands in it. Names and numbers are valid in form and nobody's.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path(__file__).resolve().parents[2] / "fonts"
HEIC = Path(__file__).with_name("photograph.heic")  # the contract of this module, taken like an iPhone takes it
SANS, SERIF = FONTS / "NotoSansSC_400Regular.ttf", FONTS / "NotoSerifSC_400Regular.ttf"
PAPER, INK = (250, 249, 245), (25, 25, 30)


@dataclass(frozen=True)
class Drawn:
    """A picture and the lines that stand in it."""

    picture: Image.Image
    lines: tuple[str, ...]

    def jpeg(self, *, blur: float = 0, dark: float = 1, turn: float = 0, quality: int = 85) -> bytes:
        """As a phone would have taken it: blurred by so many pixels, darkened, turned by degrees."""
        shot = self.picture
        if turn:
            shot = shot.rotate(turn, expand=True, fillcolor=(90, 80, 70), resample=Image.Resampling.BICUBIC)
        if blur:
            shot = shot.filter(ImageFilter.GaussianBlur(blur))
        if dark != 1:
            shot = shot.point([min(int(level * dark), 255) for level in range(256)] * 3)
        kept = io.BytesIO()
        shot.save(kept, "JPEG", quality=quality)
        return kept.getvalue()


@lru_cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def id_card(
    name: str = "林建川",
    number: str = "330399198506150016",
    address: tuple[str, ...] = ("浙江省示范市鹿城区示范街道", "示范巷3号2幢101室"),
    *,
    nation: str = "汉",
) -> Drawn:
    """The side with the portrait, laid out like the card, marked as a sample so that it can be taken for no real one."""
    male = int(number[16]) % 2 == 1
    born = f"{int(number[6:10])}年{int(number[10:12])}月{int(number[12:14])}日"
    card = Image.new("RGB", (1280, 808), (226, 234, 240))
    draw = ImageDraw.Draw(card)
    font = _font(SANS, 42)
    draw.rectangle((880, 120, 1180, 520), fill=(200, 206, 212))
    draw.ellipse((950, 180, 1110, 380), fill=(150, 150, 155))
    rows = [
        ((90, 90), f"姓名　{name}"),
        ((90, 190), f"性别　{'男' if male else '女'}　　民族　{nation}"),
        ((90, 290), f"出生　{born}"),
        ((90, 390), f"住址　{address[0]}"),
        *[((216, 390 + 64 * index), part) for index, part in enumerate(address[1:], start=1)],
        ((90, 680), f"公民身份号码　{number}"),
    ]
    for place, text in rows:
        draw.text(place, text, font=font, fill=INK)
    return Drawn(card, tuple(text for _place, text in rows))


CONTRACT = (
    "个人经营性借款合同",
    "合同编号：OY-2020-1110-0316",
    "贷款人：瓯越示范银行股份有限公司鹿城支行",
    "借款人：林建川",
    "身份证号码：330399198506150016",
    "住址：浙江省示范市鹿城区示范巷3号",
    "联系电话：19900000001",
    "保证人：古另山",
    "第一条 借款金额",
    "借款金额为人民币（大写）叁拾万元整（小写）300,000.00元。",
    "第二条 借款期限",
    "借款期限自2020年11月20日起至2021年11月20日止。",
    "第三条 借款利率",
    "本合同项下借款年利率为6.5%，按年360天计算。",
    "第四条 还款方式",
    "按月付息、到期还本，每月20日为结息日。",
    "第五条 逾期罚息",
    "借款人逾期还款的，罚息利率在借款利率基础上上浮50%。",
    "签订日期：2020年11月10日",
)


def contract(lines: tuple[str, ...] = CONTRACT, *, width: int = 1240, height: int = 1754) -> Drawn:
    """The first page of a loan contract at 150 dots an inch."""
    page = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(page)
    top = 110
    for index, text in enumerate(lines):
        font = _font(SERIF, 46 if index == 0 else 31)
        left = (width - draw.textlength(text, font=font)) / 2 if index == 0 else 120
        draw.text((left, top), text, font=font, fill=INK)
        top += 110 if index == 0 else 78
    return Drawn(page, lines)


STATEMENT = (
    "瓯越示范银行信用卡对账单",
    "持卡人：林建川",
    "卡号：6217000000000000012",
    "账单日：2021年12月05日",
    "到期还款日：2021年12月25日",
    "信用额度：50,000.00",
    "本期应还款额：23,456.78",
    "最低还款额：2,345.68",
)


def contract_pdf(lines: tuple[str, ...] = CONTRACT, *, pages: int = 1) -> bytes:
    """The contract as a PDF that carries its text."""
    body = "\n\n".join("#" + f'text("{line}")' for line in lines)
    source = f'#set page(paper: "a4")\n#set text(font: "Noto Serif SC", size: 14pt, lang: "zh")\n{body}\n'
    source += f"#pagebreak()\n{body}\n" * (pages - 1)
    return typst.compile(source.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True)


def scanned_pdf(*pictures: Image.Image) -> bytes:
    """Pictures as the pages of a PDF without a text of its own."""
    kept = io.BytesIO()
    pictures[0].save(kept, "PDF", save_all=True, append_images=list(pictures[1:]), resolution=150)
    return kept.getvalue()
