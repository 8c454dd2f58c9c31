"""The one answer to "where are policies/, schemas/ and reports/?".

In a wheel they lie in `_data` beside this file; in a checkout (an editable install too) they are the
sibling folders of the package. The module's own file decides, never a search: an editable install leaves
a stale `_data` in site-packages, which a search would find.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE / "_data" if (_HERE / "_data").is_dir() else _HERE.parent

POLICIES = _ROOT / "policies"
SCHEMAS = _ROOT / "schemas"
REPORTS = _ROOT / "reports"
