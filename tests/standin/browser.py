"""Why: whether a person can do the work shows in the page only; this opens it in Chromium and acts there.

It knows the page's controls (channels in the sidebar, messages, the thread pane, the modal) by what a person reads on
them. Chromium is the system's own; Playwright's download is not used. Every step waits up to 5 s for what it needs and
then raises playwright's TimeoutError.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, sync_playwright

from tests.standin.client import StandIn

_COLOURS = 64  # enough for text and a few marks, and a quarter of the bytes
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    """The path of this machine's Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def missing() -> str | None:
    """Why no browser can be opened here, or None."""
    return None if chromium() else "Chromium is not installed: apt-get install chromium"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who sits in front of the page. `page` is playwright's, for what the methods leave out."""

    page: Page

    def act_as(self, real_name: str) -> None:
        self.page.locator(".actas select").last.select_option(label=real_name)

    def open_channel(self, name: str) -> None:
        self.page.locator(".sidebar-item", has_text=re.compile(rf"^(#|🔒){re.escape(name)}$")).click()

    def open_home(self, bot_name: str) -> None:
        """Opens the app's Home as the person acted as, and waits until the app has published it."""
        self.page.locator(".sidebar-item", has_text=bot_name).last.click()
        self.page.locator(".home .blocks").wait_for()

    def message(self, text: str) -> Locator:
        """The newest message on the page that contains this text, the thread pane included."""
        return self.page.locator(".msg", has_text=text).last

    def say(self, text: str) -> None:
        """Sends a message, or a command if it begins with /, to the open channel."""
        self._send(self.page.locator(".main .composer-input"), text)

    def say_in_thread(self, text: str) -> None:
        self._send(self.page.locator(".thread-pane .composer-input"), text)

    def open_thread(self, text: str) -> None:
        """Opens the thread of the message in the open channel that contains this text."""
        message = self.page.locator(".main .msg", has_text=text).last
        message.hover()
        message.get_by_title("Reply in thread").click()
        self.page.locator(".thread-pane").wait_for()

    def choose_shortcut(self, text: str, name: str) -> None:
        """Takes a message shortcut from the menu of the newest message on the page that contains this text."""
        message = self.message(text)
        message.hover()
        message.get_by_title(name, exact=True).click()

    def press(self, label: str) -> None:
        """Presses the button with this label: in the modal if one is open, else the newest on the page."""
        modal = self.page.locator(".modal")
        place: Page | Locator = modal if modal.count() else self.page
        place.get_by_role("button", name=label, exact=True).last.click()

    def modal(self, title: str) -> Locator:
        """The open modal, once it has this title."""
        titled = self.page.locator(".modal-title", has_text=re.compile(rf"^{re.escape(title)}$"))
        modal = self.page.locator(".modal", has=titled)
        modal.wait_for()
        return modal

    def fill(self, label: str, text: str) -> None:
        """Types into the modal's text input with this label, in place of what it holds."""
        self._input(label).locator("input, textarea").fill(text)

    def choose(self, label: str, option: str) -> None:
        """Takes an option of the modal's menu (alone, where it takes several), radio buttons or checkboxes with this
        label."""
        block = self._input(label)
        if block.locator("select").count():
            block.locator("select").select_option(label=option)
        else:
            block.get_by_label(option).check()

    def screenshot(self, path: Path, first: Locator, last: Locator, margin: int = 0) -> None:
        """Writes a picture of what stands between two parts of the page, with a margin in CSS pixels."""
        self.page.mouse.move(0, 0)
        upper, lower = first.bounding_box(), last.bounding_box()
        assert upper, "the first part is shown"
        assert lower, "the last part is shown"
        left, top = max(0, upper["x"] - margin), max(0, upper["y"] - margin)
        width = max(upper["x"] + upper["width"], lower["x"] + lower["width"]) + margin - left
        height = lower["y"] + lower["height"] + margin - top
        clip: FloatRect = {"x": left, "y": top, "width": width, "height": height}
        shot = Image.open(BytesIO(self.page.screenshot(animations="disabled", clip=clip)))
        shot.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)

    def _input(self, label: str) -> Locator:
        named = self.page.locator(".bk-label", has_text=re.compile(rf"^{re.escape(label)}"))
        return self.page.locator(".modal .bk-input", has=named)

    def _send(self, composer: Locator, text: str) -> None:
        composer.fill(text)
        composer.press("Enter")


@contextmanager
def person(standin: StandIn, width: int = 1280, height: int = 860, scale: float = 1) -> Iterator[Person]:
    """Opens the stand-in's page; `scale` is the number of pixels per CSS pixel in screenshots."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        page.set_default_timeout(5000)
        page.goto(standin.url)
        page.locator(".status.ok", has_text="ui live").wait_for()
        yield Person(page)
        browser.close()
