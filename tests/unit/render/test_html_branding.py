from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from support import reports
from support.pages import Document
from support.rendering import written
from support.whole_reports import whole

from scanner.model import Report
from scanner.render import RENDERERS, branded, html
from scanner.render.html_branding import Branding, BrandingError
from scanner.render.html_environment import FOLDER

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
SVG = (
    b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>'
)
COVER = """\
{% extends "safehold/cover.html.j2" %}
{% block title %}<h1 id="title">Example Ltd on {{ estate }}</h1>{% endblock %}
"""
DOCUMENTED = Path(__file__).parents[3] / "docs" / "branding.md"


def folder(path: Path, **files: str | bytes) -> Path:
    """A template folder: cover, png or svg."""
    for name, content in files.items():
        file = path / {"cover": "cover.html.j2", "png": "logo.png", "svg": "logo.svg"}.get(name, name)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def document(branding: Branding, report: Report | None = None) -> Document:
    return Document(written(branded(branding)["html"].render, report or reports.small()))


def refused(path: Path) -> str:
    with pytest.raises(BrandingError) as caught:
        html.try_out(Branding.read(path))
    return str(caught.value)


def test_a_cover_replaces_a_block_and_keeps_the_others(tmp_path: Path) -> None:
    text = document(Branding.read(folder(tmp_path, cover=COVER))).text("cover")
    assert "Example Ltd on 2 accounts in 2 Regions" in text
    assert "Could we get it back?" not in text
    assert "Policy SHA-256" in text
    assert "Approved by" in text


def test_a_cover_may_stand_for_itself(tmp_path: Path) -> None:
    own = '<section id="cover"><h1>Example Ltd</h1></section>'
    assert document(Branding.read(folder(tmp_path, cover=own))).text("cover") == "Example Ltd"


def test_every_other_format_is_as_it_was(tmp_path: Path) -> None:
    mine = branded(Branding.read(folder(tmp_path, cover=COVER)))
    assert {name for name in RENDERERS if mine[name] is not RENDERERS[name]} == {"html"}


@pytest.mark.parametrize(("name", "content", "kind"), [("png", PNG, "image/png"), ("svg", SVG, "image/svg+xml")])
def test_a_logo_is_a_picture_that_asks_for_nothing(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    page = document(Branding.read(folder(tmp_path, **{name: content})))
    assert page.attributes("src") == {f"data:{kind};base64,{base64.b64encode(content).decode()}"}
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert "; img-src data:;" in policy


def test_without_a_logo_no_picture_is_allowed(tmp_path: Path) -> None:
    page = document(Branding.read(folder(tmp_path, cover=COVER)))
    assert "img-src" not in page.source
    assert "img" not in page.names()


def test_values_in_a_cover_are_escaped(tmp_path: Path) -> None:
    own = '<section id="cover"><h1>{{ named_accounts | join }}{{ report.only[1] }}</h1></section>'
    page = document(Branding.read(folder(tmp_path, cover=own)), whole(reports.hostile(), reports.HOSTILE))
    assert page.names() <= document(Branding.read(folder(tmp_path, svg=SVG)), whole()).names()


def test_a_style_or_script_in_a_cover_is_not_allowed_by_the_policy(tmp_path: Path) -> None:
    own = '<section id="cover"><h1>x</h1><style>h1 { color: red }</style></section>'
    branded_page, ours = document(Branding.read(folder(tmp_path, cover=own))), reports.small()
    policies = [
        re.search("style-src [^;]*", source) for source in (branded_page.source, written(html.render, ours).decode())
    ]
    assert policies[0]
    assert policies[1]
    assert policies[0][0] == policies[1][0]


@pytest.mark.parametrize(
    ("cover", "line", "said"),
    [
        ("<h1>\n{{ estat }}</h1>", 2, "'estat' is undefined"),
        ("\n\n{% block %}", 3, "expected token"),
        ("{% if estate %}", 1, "Unexpected end of template"),
        ("<h1>\n\n{{ estate | safe }}", 3, "No filter named 'safe'"),
        ("\n{% autoescape false %}{{ estate }}{% endautoescape %}", 2, "always escaped"),
        ("{{ report.scope.accounts[0] }}", 1, "no element 0"),
        ("\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        (
            '{% extends "safehold/cover.html.j2" %}\n{% block title %}{{ report.site }}{% endblock %}',
            2,
            "no attribute 'site'",
        ),
        ('\n{% include "../other.j2" %}', 2, "other.j2"),
        ('\n{% extends "cover.html.j2" %}', 2, "recursion"),
    ],
)
def test_a_mistake_in_a_cover_is_found_before_a_scan(tmp_path: Path, cover: str, line: int, said: str) -> None:
    message = refused(folder(tmp_path, cover=cover))
    assert message.startswith(f"{tmp_path / 'cover.html.j2'}:{line}: ")
    assert said in message
    assert "docs/branding.md" in message


def test_an_error_of_ours_is_not_blamed_on_a_cover(tmp_path: Path) -> None:
    class FullDiskError(Exception):
        pass

    class Full:
        def write(self, _: bytes) -> int:
            raise FullDiskError

        def writelines(self, _: object) -> None:
            raise FullDiskError

    with pytest.raises(FullDiskError):
        html.render(reports.small(), Full(), Branding.read(folder(tmp_path, cover=COVER)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds neither cover.html.j2 nor logo.svg nor logo.png"),
        ({"report.html.j2": "x"}, "report.html.j2: only the cover can be replaced"),
        ({"png": "GIF89a"}, "logo.png: is no PNG picture"),
        ({"svg": "\x00"}, "logo.svg: is no SVG picture"),
        ({"cover": b"\xff"}, "cover.html.j2: is not in UTF-8"),
        ({"png": PNG + bytes(600_000)}, "logo.png: has 600,024 bytes; at most 524,288 are taken"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path, files: dict[str, str | bytes], said: str) -> None:
    assert said in refused(folder(tmp_path, **files))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none").startswith(f"{tmp_path / 'none'}: is no folder")


def test_the_manual_has_the_blocks_and_only_variables_that_there_are(tmp_path: Path) -> None:
    manual = DOCUMENTED.read_text("utf-8")
    variables = re.findall(r"`([a-z_][a-z0-9_.]*)`", manual.split("## What a cover may use")[1].split("\nFilters")[0])
    blocks = re.findall(r"`([a-z_]+)`", manual.split("The blocks, from top to bottom:")[1].split("\n\n")[0])
    own = '<section id="cover"><h1>x</h1>' + "".join(f"<p>{{{{ {name} }}}}</p>" for name in variables if name != "none")
    html.try_out(Branding.read(folder(tmp_path, cover=f"{own}</section>")))
    ours = (FOLDER / "cover.html.j2").read_text("utf-8")
    assert blocks == re.findall(r"{% block ([a-z_]+) %}", ours)
