"""Take the pictures of the HTML report that stand in the docs: cover, matrix and findings, on screen and on paper.

Usage: python tests/support/screenshots.py REPORT.html FOLDER
Needs Chromium, pdftoppm and pdftotext (poppler-utils), and Pillow. Each picture has few colours, and so few bytes.
"""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.browser import Browser, Page, running

SECTIONS = {"cover": "cover", "matrix": "recovery", "findings": "findings"}
"""The name of each picture, and the section that it is of."""

LOOKS = {"light": (1280, 960, "light"), "dark": (1280, 960, "dark"), "narrow": (320, 1500, "light")}
"""Width and height of the window, in pixels, and the colours."""

SHOWN = {"findings": "document.querySelector('#rows .open').click()"}
"""What is done before a picture is taken: a finding is opened."""

COLOURS = 128
MARGIN_PX = 32
PAPER_DPI = 90


def main() -> None:
    """Take them all."""
    report, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, running(Path(profile)) as browser:
        for look, (width, height, scheme) in LOOKS.items():
            page = browser.open(report, width=width, scheme=scheme)
            window(page, width, height)
            for name, section in SECTIONS.items():
                save(picture(page, section, SHOWN.get(name, "0")), folder / f"{name}-{look}.png")
            page.close()
        for name, image in sheets(browser, report).items():
            save(image, folder / f"{name}-print.png")


def window(page: Page, width: int, height: int) -> None:
    """Give the page a size, and no bars to scroll it with, which it shows only once it is loaded anew."""
    page.call("Emulation.setScrollbarsHidden", hidden=True)
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
    page.evaluate("document.documentElement.dataset.ready = ''")
    page.call("Page.reload")
    page.wait("document.documentElement?.dataset.ready === '1'")


def picture(page: Page, section: str, action: str) -> bytes:
    """Return a picture of the window with a section at its top, as PNG."""
    page.evaluate(action)
    head = f"document.querySelector('{'.masthead' if section == 'cover' else f'#{section} h2'}')"
    # Twice, because what comes near the window is laid out only then.
    for _ in range(2):
        page.evaluate(f"scrollBy(0, {head}.getBoundingClientRect().top - {MARGIN_PX})")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return base64.b64decode(page.call("Page.captureScreenshot", format="png")["data"])


def sheets(browser: Browser, report: Path) -> dict[str, bytes]:
    """Return the sheets of paper on which the sections begin, as PNG."""
    with tempfile.TemporaryDirectory() as name:
        page = browser.open(report)
        heads = {each: page.text(f"#{section} :is(h1, h2)") for each, section in SECTIONS.items()}
        printed = Path(name) / "report.pdf"
        printed.write_bytes(page.pdf())
        page.close()
        text = _told("pdftotext", "-layout", printed, "-").decode()
        found = {each: _sheet(text.split("\f"), head) for each, head in heads.items()}
        return {each: _drawn(printed, number) for each, number in found.items()}


def _sheet(texts: list[str], head: str) -> int:
    """Return the number of the first sheet that has a line with just the words of a head."""
    words = r"\s+".join(map(re.escape, head.split()))
    wanted = re.compile(rf"^\s*{words}\s*$", re.MULTILINE)
    return next(number for number, text in enumerate(texts, 1) if wanted.search(text))


def _drawn(printed: Path, number: int) -> bytes:
    return _told("pdftoppm", "-png", "-r", str(PAPER_DPI), "-f", str(number), "-l", str(number), printed)


def _told(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own command


def save(png: bytes, path: Path) -> None:
    """Write a picture with few colours, and say how large it became."""
    image = (
        Image.open(io.BytesIO(png))
        .convert("RGB")
        .quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    image.save(path, optimize=True)
    print(f"{path}: {image.width} x {image.height}, {path.stat().st_size:,} bytes")  # noqa: T201 - says what it did


if __name__ == "__main__":
    main()
