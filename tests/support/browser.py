"""Real Chromium, driven through its DevTools protocol over a pipe: no driver, no port, no dependency.

https://chromedevtools.github.io/devtools-protocol/ names the methods.
"""

from __future__ import annotations

import base64
import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanner.model import Json

BINARY = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-pipe",
    # What the page could ask of the network has nowhere to go.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_PATIENCE = 60.0
"""Seconds to wait for an answer before a test fails."""


class Browser:
    """A running Chromium."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._buffer = b""
        self._numbers = itertools.count(1)
        self.events: list[Json] = []

    def call(self, method: str, session: str = "", **params: Json) -> Json:
        """Call a method and return its result; events that come before the answer are kept."""
        number = next(self._numbers)
        message: dict[str, Json] = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + _PATIENCE
        while (answer := self._receive(deadline)).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def _receive(self, deadline: float) -> Json:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(0, deadline - time.monotonic()))
            assert ready, "Chromium does not answer"
            piece = os.read(self._answers, 1 << 20)
            assert piece, "Chromium ended"
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(line)

    def open(
        self, path: Path, *, scripts: bool = True, ready: bool = True, width: int = 1280, scheme: str = "light"
    ) -> Page:
        """Open a file in a new tab and wait until it is loaded and, with scripts, says that it is `ready`."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        page = Page(self, target, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        if not scripts:
            page.call("Emulation.setScriptExecutionDisabled", value=True)
        page.call("Page.navigate", url=path.as_uri())
        page.wait("document.readyState === 'complete' && location.protocol === 'file:'")
        if scripts and ready:
            page.wait("document.documentElement.dataset.ready === '1'")
        return page


class Page:
    """A tab."""

    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self._browser = browser
        self._target = target
        self._session = session

    def call(self, method: str, **params: Json) -> Json:
        """Call a method in this tab."""
        return self._browser.call(method, self._session, **params)

    def close(self) -> None:
        """Close the tab and forget what it logged."""
        self._browser.call("Target.closeTarget", targetId=self._target)
        self._browser.events.clear()

    def evaluate(self, expression: str) -> Json:
        """Return the JSON value of a JavaScript expression, awaited. It works where the page's scripts are off."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        deadline = time.monotonic() + _PATIENCE
        while not self.evaluate(condition):
            assert time.monotonic() < deadline, f"never true: {condition}"

    def text(self, selector: str) -> str:
        """Return the text of the first element that matches, as the page shows it."""
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements that match, as they are in the document."""
        found = self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map((e) => e.textContent)")
        return [str(text) for text in found]

    def click(self, selector: str, index: int = 0) -> None:
        """Click the element that matches, with the mouse, where a user would."""
        chosen = f"document.querySelectorAll({json.dumps(selector)})[{index}]"
        self.evaluate(f"{chosen}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        x, y = self.evaluate(
            f"(() => {{ const box = {chosen}.getBoundingClientRect();"
            " return [box.x + Math.min(20, box.width / 2), box.y + Math.min(10, box.height / 2)]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, selector: str, text: str) -> None:
        """Put text into a field in place of what is there, as a keyboard does."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).select()")
        if text:
            self.call("Input.insertText", text=text)
        else:
            self.press("Delete")

    def press(self, key: str) -> None:
        """Press and release a key by its name (Tab, Enter, Delete)."""
        codes = {"Tab": 9, "Enter": 13, "Delete": 46}
        text = {"Enter": "\r"}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=codes[key], text=text)

    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select."""
        self.evaluate(
            f"(() => {{ const chosen = document.querySelector({json.dumps(selector)});"
            f" chosen.value = {json.dumps(value)}; chosen.dispatchEvent(new Event('change')); }})()"
        )

    def pdf(self) -> bytes:
        """Print the page, as its style sheet sizes it."""
        answer = self.call("Page.printToPDF", preferCSSPageSize=True, generateTaggedPDF=True, printBackground=True)
        return base64.b64decode(answer["data"])

    def complaints(self) -> list[Json]:
        """Return everything that the page logged, threw, or asked of anything but its own file."""
        self.evaluate("1")
        mine = [event for event in self._browser.events if event.get("sessionId") == self._session]
        return [
            event
            for event in mine
            if event["method"] in {"Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"}
            or event["method"] == "Page.javascriptDialogOpening"
            or (event["method"] == "Network.requestWillBeSent" and event["params"]["type"] != "Document")
        ]


# Chromium reads commands from descriptor 3 and writes answers to 4.
_LAUNCHER = """\
import os, sys
commands, answers, *command = sys.argv[1:]
os.dup2(int(commands), 3)
os.dup2(int(answers), 4)
os.execv(command[0], command)
"""


def _pipe() -> tuple[int, int]:
    """Make a pipe, clear of the descriptors that the launcher fills."""
    low = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in low]
    for end in low:
        os.close(end)
    return high[0], high[1]


@contextmanager
def running(profile: Path) -> Iterator[Browser]:
    """Run Chromium with a fresh profile, and end it."""
    assert BINARY, "no Chromium here"
    commands_out, commands_in = _pipe()
    answers_out, answers_in = _pipe()
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(commands_out), str(answers_in), BINARY]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*launch, *_FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(commands_out, answers_in),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(commands_out)
        os.close(answers_in)
        try:
            browser = Browser(commands_in, answers_out)
            yield browser
            browser.call("Browser.close")
        finally:
            os.close(commands_in)
            os.close(answers_out)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
