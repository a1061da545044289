"""A page in Chromium, with the few questions that the tests ask it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
PAINTED = "return Boolean(window.geoaccess && geoaccess.ready && geoaccess.painted)"


class Page:
    """One tab."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path, *, until: str = PAINTED) -> None:
        self.driver.get("about:blank")
        self.logs("browser")
        self.logs("performance")
        self.driver.get(path.as_uri())
        self.wait(until)

    def wait(self, script: str, *arguments: Any, limit_s: float = 10) -> None:
        end = time.monotonic() + limit_s
        while not self.run(script, *arguments):
            assert time.monotonic() < end, f"never true in the page: {script}"
            time.sleep(0.02)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def logs(self, kind: str) -> list[dict[str, Any]]:
        return self.driver.get_log(kind)

    def requests(self) -> list[str]:
        messages = [json.loads(entry["message"])["message"] for entry in self.logs("performance")]
        sent = [one for one in messages if one["method"] == "Network.requestWillBeSent"]
        return [one["params"]["request"]["url"] for one in sent]

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements("css selector", selector)

    def text(self, selector: str) -> str:
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def active(self) -> str:
        return self.run("return document.activeElement.id")

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def resize(self, width: int, height: int) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def colour_at(self, lat: float, lon: float) -> str:
        """Return the colour of the municipalities' canvas there, '' where nothing is painted."""
        return self.run(
            """
            const canvas = document.querySelector(".leaflet-zones-pane canvas");
            const box = canvas.getBoundingClientRect();
            const map = geoaccess.map.getContainer().getBoundingClientRect();
            const at = geoaccess.map.latLngToContainerPoint([arguments[0], arguments[1]]);
            const scale = canvas.width / box.width;
            const [r, g, b, a] = canvas.getContext("2d").getImageData(
              (map.left + at.x - box.left) * scale, (map.top + at.y - box.top) * scale, 1, 1).data;
            return a ? "#" + [r, g, b].map((x) => x.toString(16).padStart(2, "0")).join("") : "";
            """,
            lat,
            lon,
        )


def start_chromium(browser: str, driver: str) -> Page:
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = browser
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return Page(Chrome(service=Service(driver), options=options))
