"""Each page of the story is looked at by axe, at phone, terminal and desk size and in large type, as it stands."""

import json
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": (360, 780), "desk": (1280, 800), "terminal": (1920, 1080)}
RUN = f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOST = """() => [...document.querySelectorAll('main button, main a, main input:not([type=hidden])')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('[tabindex="0"]')).length"""


def look(page: Page, step: str) -> list[str]:
    """What axe finds, and what is wider than its screen; the page is left as it was."""
    faults = []
    size = page.viewport_size
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for name, (width, height) in SIZES.items():
        for large in (False, True):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("large => document.documentElement.classList.toggle('sc-large', large)", large)
            where = f"{step} at {name} size{', large type' if large else ''}"
            faults += [f"{where}: {rule}: {html[:160]}" for rule, html in page.evaluate(RUN)]
            if page.evaluate(WIDER) > 0:
                faults.append(f"{where}: wider than the screen")
            if page.evaluate(LOST):
                faults.append(f"{where}: a control lies outside the screen")
    page.evaluate("document.documentElement.classList.remove('sc-large')")
    if size:
        page.set_viewport_size(size)
    return faults
