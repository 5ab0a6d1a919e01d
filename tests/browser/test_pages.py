"""The pages in a real browser: they work, and they ask nothing of another origin."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import Server

pytestmark = pytest.mark.system
# Without these Chromium itself looks for updates elsewhere at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield chromium
        chromium.close()


class Watched:
    """A page with everything it asked for and everything it complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self._told(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _told(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def elsewhere(self, origin: str) -> list[str]:
        return [url for url in self.requests if not url.startswith((origin + "/", "data:", "blob:"))]


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    page = browser.new_page()
    yield Watched(page)
    page.close()


def test_the_documentation_shows_every_route_and_asks_nothing_elsewhere(
    server: Server, watched: Watched
) -> None:
    watched.page.goto(f"{server.url}/docs")
    watched.page.wait_for_selector(".opblock")
    documented = server.client.get("/openapi.json").json()["paths"]
    assert watched.page.locator(".opblock").count() == sum(len(methods) for methods in documented.values())
    assert watched.elsewhere(server.url) == []
    assert watched.complaints == []


def test_a_route_can_be_tried_out_in_the_documentation(server: Server, watched: Watched) -> None:
    watched.page.goto(f"{server.url}/docs")
    block = watched.page.locator(".opblock", has_text="/v1/contradictions").first
    block.click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    watched.page.wait_for_selector(".live-responses-table .response-col_status")
    assert "monotone_break" in block.inner_text()
    assert watched.elsewhere(server.url) == []


def test_the_home_page_says_what_this_is_and_every_link_of_it_works(server: Server, watched: Watched) -> None:
    watched.page.goto(server.url)
    assert watched.page.title() == "Counterclaim"
    links = [str(link.get_attribute("href")) for link in watched.page.locator("a").all()]
    assert "/v1/contradictions" in links
    assert all(server.client.get(link).status_code == 200 for link in links)
    assert watched.elsewhere(server.url) == []
    assert watched.complaints == []


def test_a_control_page_that_asks_elsewhere_is_noticed(server: Server, watched: Watched) -> None:
    watched.page.set_content('<img src="http://127.0.0.2:9/elsewhere.png">')
    watched.page.wait_for_timeout(200)
    assert watched.elsewhere(server.url) == ["http://127.0.0.2:9/elsewhere.png"]
