"""A real Chromium without a network, for the tests of pages. Tests skip where there is none."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    # Of its processes no more than are needed.
    "--disable-software-rasterizer",
    "--in-process-gpu",
    "--renderer-process-limit=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    # No name is ever resolved but this machine: what a page asks for elsewhere is seen, and gets nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class Browser:
    """One Chromium, and what the page in it asked for and complained of."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path, fragment: str = "", *, wait_for: str = "window.__ready") -> float:
        """Open a file and wait until it is drawn; give the milliseconds that the page says it took."""
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(path.absolute().as_uri() + fragment)
        return float(self.wait(wait_for))

    def visit(self, url: str, *, wait_for: str = "document.readyState === 'complete'") -> Any:
        """Open an address of a service on this machine and wait until an expression is true in the page."""
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(url)
        return self.wait(wait_for)

    def run(self, script: str, *values: Any) -> Any:
        """Run JavaScript in the page: an expression, or statements that return."""
        return self.driver.execute_script(script if "return" in script else f"return {script}", *values)

    def text(self, selector: str) -> str:
        """Give what the first such element says; nothing where there is none."""
        return str(self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def says(self, selector: str, begin: str) -> bool:
        """Wait until the text of the first such element begins so, as after a key or a click."""
        text = f"(document.querySelector({json.dumps(selector)})?.innerText ?? '')"
        return bool(self.wait(f"{text}.startsWith({json.dumps(begin)})"))

    def find(self, selector: str) -> Any:
        """Wait for the first such element, as after a click that leads to another page, and give it."""
        from selenium.webdriver.support.expected_conditions import presence_of_element_located
        from selenium.webdriver.support.wait import WebDriverWait

        waiting = WebDriverWait(self.driver, 20, poll_frequency=0.02)
        return waiting.until(presence_of_element_located(("css selector", selector)))

    def wait(self, script: str, seconds: float = 20) -> Any:
        """Wait until an expression is true in the page; give its value."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if value := self.run(script):
                return value
            time.sleep(0.02)
        raise AssertionError(f"still not true after {seconds} s: {script}; {self.complaints()}")

    def settle(self) -> None:
        """Wait until what was asked for is drawn: a moment and two frames; views jump for this reader."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())), 40);"
        )

    def asked_for(self) -> list[str]:
        """Give the addresses that were asked for since the page was opened."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """Give the errors and warnings of the page since it was opened."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def command(self, name: str, **parameters: Any) -> Any:
        """Send a command of the Chrome DevTools Protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def worked_s(self) -> float:
        """Give the seconds of a processor that the page has had: for scripts, layout and drawing."""
        told = self.command("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))

    def size(self, width: int, height: int) -> None:
        """Give the window's inside a size, in CSS pixels."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def prefer(self, scheme: str) -> None:
        """Be on a system that is set to "light" or "dark", and to little motion."""
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        self.command(
            "Emulation.setEmulatedMedia", features=[{"name": n, "value": v} for n, v in features.items()]
        )

    def click(self, x: float, y: float) -> None:
        """Click at a point of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def hover(self, x: float, y: float) -> None:
        """Move the pointer to a point of the window."""
        self.command("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def press(self, key: str) -> None:
        """Press one key in whatever has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(key).perform()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium of our own and end it afterwards; skip the test where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    from selenium.webdriver.chrome.service import Service

    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("there is no Chromium with its chromedriver; Debian has both: chromium, chromium-driver")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = program
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        running = webdriver.Chrome(options=options, service=Service(driver))
        try:
            browser = Browser(running)
            browser.size(1280, 800)
            browser.command("Performance.enable", timeDomain="threadTicks")
            yield browser
        finally:
            running.quit()
