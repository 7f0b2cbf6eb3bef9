"""A browser in a few words, for the connection log: `WeChat / Android`, `Chrome 120 / Windows`."""

import re

_BROWSERS = (
    ("WeChat", r"MicroMessenger/(\d+)"),
    ("Alipay", r"AlipayClient/(\d+)"),
    ("QQ", r"\bQQ/(\d+)"),
    ("Edge", r"Edg(?:A|iOS)?/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* .*Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux|X11"),
)


def in_words(user_agent: str) -> str:
    """Browser with major version and system; empty when neither is known."""
    agent = user_agent[:400]
    browser = next(
        (f"{name} {found.group(1)}" for name, pattern in _BROWSERS if (found := re.search(pattern, agent))), ""
    )
    system = next((name for name, pattern in _SYSTEMS if re.search(pattern, agent)), "")
    return " / ".join(part for part in (browser, system) if part)
