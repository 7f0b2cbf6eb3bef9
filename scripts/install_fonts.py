"""Put the fonts that legal documents are set in where the document engine reads them.

They come from the npm packages named below (SIL Open Font Licence 1.1), which `npm ci` has put under
frontend/node_modules. They are not kept in git; the wheel carries them.

    python scripts/install_fonts.py [folder-with-node_modules]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "sharedcourt" / "documents" / "fonts"
PACKAGES = "node_modules/@expo-google-fonts"
FONTS = (
    "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
)
LICENCE = "noto-serif-sc/LICENSE_FONT"


def install(source: Path, target: Path = TARGET) -> list[Path]:
    """Copy every font and the licence that are not there yet, and say which files there are now."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, wanted in [(Path(f).name, f) for f in FONTS] + [("OFL.txt", LICENCE)]:
        origin, copy = source / PACKAGES / wanted, target / name
        if not origin.exists():
            if copy.exists():
                written.append(copy)
                continue
            raise SystemExit(f"{wanted} is not under {source / PACKAGES}: run `npm ci` in {source} first.")
        if not copy.exists() or copy.stat().st_size != origin.stat().st_size:
            part = copy.with_suffix(".part")
            shutil.copyfile(origin, part)
            part.replace(copy)
        written.append(copy)
    return written


if __name__ == "__main__":
    for path in install(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "frontend"):
        print(path.relative_to(ROOT))
