"""Draw the icons of the home screen from the mark's own lines. Run it again when the mark changes; the pictures are in git."""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[1] / "src" / "sharedcourt" / "web" / "static" / "icons"
BLUE, WHITE, CLEAR = (0x1D, 0x43, 0x78, 255), (255, 255, 255, 255), (0, 0, 0, 0)
FINER = 4  # drawn so many times larger, then made small: smooth edges
MARK = 40  # the mark's own square, as in web/parts/mark.html
LINES = (
    ((4.5, 13.5), (20, 4), (35.5, 13.5)),
    ((10, 25.5), (10, 30.5)),
    ((20, 23), (20, 30.5)),
    ((30, 25.5), (30, 30.5)),
    ((5, 36), (35, 36)),
)
HEADS = ((10, 19), (20, 16.5), (30, 19))
STROKE, HEAD = 2.8, 2.6


def icon(size: int, *, share: float, rounded: bool = False, badge: bool = False) -> Image.Image:
    """The mark in white on blue, as wide as `share` of the picture; a badge is the mark alone."""
    large = size * FINER
    picture = Image.new("RGBA", (large, large), CLEAR if rounded or badge else BLUE)
    draw = ImageDraw.Draw(picture)
    if rounded:
        draw.rounded_rectangle((0, 0, large - 1, large - 1), radius=large * 9 / 48, fill=BLUE)
    scale = large * share / MARK
    start = (large - MARK * scale) / 2

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return start + point[0] * scale, start + point[1] * scale

    def dot(point: tuple[float, float], radius: float) -> None:
        x, y = at(point)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=WHITE)

    for line in LINES:
        draw.line([at(point) for point in line], fill=WHITE, width=round(STROKE * scale), joint="curve")
        dot(line[0], STROKE * scale / 2)
        dot(line[-1], STROKE * scale / 2)
    for head in HEADS:
        dot(head, HEAD * scale)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    pictures = {
        "icon-192": icon(192, share=0.72, rounded=True),
        "icon-512": icon(512, share=0.72, rounded=True),
        # A launcher may cut away all but the middle circle of four fifths.
        "maskable-512": icon(512, share=0.52),
        "apple-touch": icon(180, share=0.66),
        "badge": icon(96, share=0.9, badge=True),
    }
    for name, picture in pictures.items():
        picture.save(FOLDER / f"{name}.png", optimize=True)
        print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
