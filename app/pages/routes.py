"""The home page, the documentation of the interface and the pages of the problems; nothing from elsewhere."""

from html import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app import __version__
from app.errors import PROBLEMS, NotFound

router = APIRouter(include_in_schema=False)
POLICY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/static/swagger-ui/favicon-32x32.png">
{head}
</head>
<body>
{body}
</body>
</html>
"""
_STYLE = """<link rel="stylesheet" href="/static/page.css">
<link rel="alternate" type="application/atom+xml" title="Contradictions" href="/v1/contradictions.atom">"""
_HOME = """<main>
<h1>Counterclaim</h1>
<p class="lead">Every claim as its claimant made it, with the chain through which it came, the stance of each
link and its dates; and which of the claims contradict each other, how surely and why.</p>
<ul class="links">
<li><a href="/v1/contradictions">Contradictions</a> <span>which claims cannot all be true</span></li>
<li><a href="/v1/claims">Claims</a> <span>each with its source, attribution and stance</span></li>
<li><a href="/v1/entities">Entities</a> <span>whom claims are about and who makes them</span></li>
<li><a href="/v1/sources">Sources</a> <span>the documents</span></li>
<li><a href="/v1/predicates">Predicates</a> <span>what may be claimed</span></li>
<li><a href="/docs">Documentation</a> <span>of every route, to try out here</span></li>
<li><a href="/openapi.json">OpenAPI</a> <span>the same for programs</span></li>
<li><a href="/problems">Problems</a> <span>what each error means</span></li>
</ul>
<pre><code>curl -s {base}v1/contradictions | python3 -m json.tool</code></pre>
<footer>Version {version}. Reads are open; writes need a key:
<code>counterclaim keys create --role contributor</code>.</footer>
</main>"""
_DOCS_HEAD = '<link rel="stylesheet" href="/static/swagger-ui/swagger-ui.css">'
_DOCS = """<div id="swagger-ui"></div>
<script src="/static/swagger-ui/swagger-ui-bundle.js"></script>
<script src="/static/docs.js"></script>"""


def _page(title: str, body: str, head: str = _STYLE) -> Response:
    return HTMLResponse(_PAGE.format(title=title, head=head, body=body), headers=POLICY)


@router.get("/")
async def home(request: Request) -> Response:
    """What this is, and where to go on."""
    return _page("Counterclaim", _HOME.format(version=__version__, base=escape(str(request.base_url))))


@router.get("/docs")
async def docs() -> Response:
    """The interface's documentation, from files served here."""
    return _page("Counterclaim API", _DOCS, _DOCS_HEAD)


@router.get("/problems")
async def problems() -> Response:
    """Every problem the interface answers."""
    listed = "".join(
        f'<dt><a href="/problems/{each.slug}">{each.slug}</a> <span>{each.status}</span></dt>'
        f"<dd>{escape(each.says)}</dd>"
        for each in PROBLEMS
    )
    return _page(
        "Problems", f"<main><h1>Problems</h1><dl>{listed}</dl><p><a href='/'>Counterclaim</a></p></main>"
    )


@router.get("/problems/{slug}")
async def one_problem(slug: str) -> Response:
    """What one problem means and how to mend it."""
    found = next((each for each in PROBLEMS if each.slug == slug), None)
    if found is None:
        raise NotFound("There is no such problem. /problems lists them.")
    body = (
        f"<main><h1>{escape(found.title)}</h1><p><code>{found.slug}</code>, status {found.status}</p>"
        f"<p class='lead'>{escape(found.says)}</p><p><a href='/problems'>All problems</a></p></main>"
    )
    return _page(found.title, body)
