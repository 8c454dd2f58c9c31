"""A company's own cover and logo in the HTML report, from a folder of its own.

The folder may hold `cover.html.j2`, a Jinja template that takes the place of the cover or, by extending
"safehold/cover.html.j2", of some of its blocks; and `logo.svg` or `logo.png`. The template runs in a sandbox, its
values are escaped whatever it says, and the Content-Security-Policy of the report holds for what it writes.
"""

from __future__ import annotations

import base64
import traceback
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError

from scanner.errors import UsageError

COVER = "cover.html.j2"

_LOGOS = {"logo.svg": "image/svg+xml", "logo.png": "image/png"}
_BEGINS = {"logo.svg": (b"<svg", b"<?xml", b"<!--"), "logo.png": (b"\x89PNG\r\n\x1a\n",)}

_LARGEST_LOGO = 512 << 10
"""Bytes: it stands in every report, and half a megabyte is more than a mark needs."""


class BrandingError(UsageError):
    """A company's cover or logo cannot be used; the message begins with its file, and line where there is one."""


@dataclass(frozen=True, slots=True)
class Branding:
    """cover: the file of the company's cover; None: ours. logo: a data: URI; "": none."""

    cover: Path | None
    logo: str

    @classmethod
    def read(cls, folder: Path) -> Branding:
        """Read what a folder holds. Raises BrandingError for a folder without any of it, or with what nobody reads."""
        if not folder.is_dir():
            raise BrandingError(f"{folder}: is no folder; name one that holds {COVER}, logo.svg or logo.png")
        strange = sorted(path for path in folder.glob("*.j2") if path.name != COVER)
        if strange:
            raise BrandingError(f"{strange[0]}: only the cover can be replaced; call it {COVER}, or take it away")
        logos = [folder / name for name in _LOGOS if (folder / name).is_file()]
        cover = folder / COVER
        if not logos and not cover.is_file():
            raise BrandingError(f"{folder}: holds neither {COVER} nor logo.svg nor logo.png")
        try:
            if cover.is_file():
                cover.read_text(encoding="utf-8")
            return cls(cover if cover.is_file() else None, _logo(logos[0]) if logos else "")
        except UnicodeDecodeError:
            raise BrandingError(f"{cover}: is not in UTF-8; save it as that") from None
        except OSError as error:
            raise BrandingError(f"{error.filename}: cannot be read: {error.strerror}") from None

    def mistake(self, error: Exception) -> BrandingError | None:
        """What a company's own cover did wrong, with its line; None if the error came from somewhere else."""
        if isinstance(error, TemplateSyntaxError) and error.filename == str(self.cover):
            return self.refused(error.lineno, error.message or "is not understood")
        lines = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == str(self.cover)]
        return self.refused(lines[-1] or 1, str(error) or type(error).__name__) if lines else None

    def refused(self, line: int, what: str) -> BrandingError:
        """The error about a line of the cover."""
        return BrandingError(f"{self.cover}:{line}: {what}; docs/branding.md has what a cover may use")


def _logo(path: Path) -> str:
    content = path.read_bytes()
    if len(content) > _LARGEST_LOGO:
        raise BrandingError(f"{path}: has {len(content):,} bytes; at most {_LARGEST_LOGO:,} are taken")
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_BEGINS[path.name]):
        raise BrandingError(f"{path}: is no {path.suffix[1:].upper()} picture, as its name says; save it as one")
    return f"data:{_LOGOS[path.name]};base64,{base64.b64encode(content).decode()}"
