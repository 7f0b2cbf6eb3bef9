"""Whether a photograph can be read at all: measured on a small grey copy, at once, before anybody relies on it. Pure.

These are warnings: a person who looks at the picture knows better. The limits are rules of thumb, set on rendered pages
that were blurred and darkened by known amounts (`bench/reading.py`), the same as in `frontend/src/shared/judging.ts`.
"""

import io

from PIL import Image, ImageFilter, ImageStat

MOST_PIXELS = 80_000_000
SIDE = 800  # pixels of the copy's longer side
SMALLEST_SIDE = 600  # pixels of the shorter side of what is to be read
DARK = 70  # mean grey, of 255
FLAT = 6.0  # standard deviation of grey: less is a page with nothing on it
SHARP = 60.0  # variance of the Laplacian
FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",)}
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def judge(content: bytes, mime: str) -> list[str]:
    """Why this photograph may be unreadable: damaged, small, blank, dark, blurred.

    Empty for what is no photograph.
    """
    if mime not in FORMATS:
        return []
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS[mime]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return ["large"]
            size = opened.size
            opened.draft("L", (SIDE, SIDE))
            grey = opened.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ["damaged"]
    small = ["small"] if min(size) < SMALLEST_SIDE else []
    if max(grey.size) > SIDE:
        # The same scale for every picture: sharpness is counted per pixel.
        grey.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return small + measured(grey)


def measured(grey: Image.Image) -> list[str]:
    """blank, dark or blurred, of a grey picture about 800 pixels long."""
    light = ImageStat.Stat(grey)
    if light.mean[0] < DARK:
        return ["dark"]  # in the dark everything looks flat and soft
    if light.stddev[0] < FLAT:
        return ["blank"]
    return ["blurred"] if sharpness(grey) < SHARP else []


def sharpness(grey: Image.Image) -> float:
    """Variance of the Laplacian, its edge left out."""
    inner = grey.filter(_LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))
    return float(ImageStat.Stat(inner).var[0]) if inner.width > 0 and inner.height > 0 else 0.0
