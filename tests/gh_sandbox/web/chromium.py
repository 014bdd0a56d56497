"""Debian's Chromium without a window, led over a pipe (the Chrome DevTools Protocol).

What a page looks like is asked of the browser that lays it out: its width on a telephone, its
colours in the dark, what stands where.
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


def find() -> str:
    """Return the browser: CHROMIUM names it, or it is on PATH. Skip the test without one."""
    named = os.environ.get("CHROMIUM")
    program = named or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"none of {', '.join(NAMES)} is on PATH: scripts/chromium installs it")
    return program


class Chromium:
    """A browser with one page."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out = to_browser
        self._in = os.fdopen(from_browser, "rb")
        self._number = 0
        self._waiting = b""
        self._loaded = False
        self._session: str | None = None
        self.complaints: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._ask("Page.enable")
        self._ask("Log.enable")

    def open(self, url: str, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Load an address, as wide as told, for eyes that like it light or dark."""
        self.complaints.clear()
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if width < 600 else 1,
            mobile=width < 600,
        )
        self.prefer(dark=dark)
        self._loaded = False
        loader = self._ask("Page.navigate", url=url)
        assert "errorText" not in loader, loader
        self._wait_until_loaded()

    def prefer(self, *, dark: bool) -> None:
        """Show pages, also the present one, as to eyes that like them dark or light."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])

    def follow(self, selector: str) -> None:
        """Click on what a selector finds and wait for the page it leads to."""
        self._loaded = False
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        self._wait_until_loaded()

    def evaluate(self, expression: str) -> Any:
        """Return what a JavaScript expression gives in the page."""
        answer = self._ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def texts(self, selector: str) -> list[str]:
        """Return the texts, as shown, of what a selector finds, each on one line."""
        found = f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.innerText)"
        return [" ".join(str(text).split()) for text in self.evaluate(found)]

    def screenshot(self, *, quick: bool = False) -> bytes:
        """Return a PNG of the whole page; a quick one shows the window and takes a third of it."""
        answer = self._ask(
            "Page.captureScreenshot", captureBeyondViewport=not quick, optimizeForSpeed=quick
        )
        return base64.b64decode(answer["data"])

    def close(self) -> None:
        """End the browser."""
        self._session = None
        self._ask("Browser.close")
        self._in.close()

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _wait_until_loaded(self) -> None:
        while not self._loaded:
            self._receive()

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            part = os.read(self._in.fileno(), 1 << 16)
            assert part, "the browser has ended"
            self._waiting += part
        text, _, self._waiting = self._waiting.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if message.get("method") == "Page.loadEventFired":
            self._loaded = True
        if message.get("method") == "Log.entryAdded":
            self.complaints.append(message["params"]["entry"]["text"])
        return message


@contextmanager
def chromium(profile: Path, environment: Mapping[str, str] | None = None) -> Iterator[Chromium]:
    """Run a browser with a profile of its own, and variables beside those of this process."""
    program = find()
    its_in, to_browser = os.pipe()
    from_browser, its_out = os.pipe()
    # The protocol's pipes are the descriptors 3 and 4.
    shell = f'exec "$@" 3</dev/fd/{its_in} 4>/dev/fd/{its_out}'
    command = ["sh", "-c", shell, "sh", program, *_OPTIONS, f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        pass_fds=(its_in, its_out),
    )
    os.close(its_in)
    os.close(its_out)
    try:
        browser = Chromium(to_browser, from_browser)
        yield browser
        browser.close()
        process.wait(10)
    finally:
        os.close(to_browser)
        process.kill()
        process.wait()
