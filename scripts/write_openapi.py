"""Write docs/openapi.json: the API's description, so that a change to what others build on is seen in every review.

.venv/bin/python -m scripts.write_openapi            writes it
.venv/bin/python -m scripts.write_openapi --check    says whether the committed one is up to date
"""

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "openapi.json"
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def text() -> str:
    """The description as it should be: English, keys and addresses in a fixed order, without the version of the release."""
    from django.utils.translation import override

    from sharedcourt.api.urls import api

    with override("en"):
        schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    del schema["info"]["version"]
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sharedcourt.config.settings"
    with tempfile.TemporaryDirectory() as home:
        os.environ["SHAREDCOURT_HOME"] = home
        import django

        django.setup()
        made = text()
    if "--check" in sys.argv:
        if TARGET.exists() and TARGET.read_text() == made:
            return 0
        print("docs/openapi.json is not up to date: run make docs", file=sys.stderr)
        return 1
    TARGET.write_text(made)
    print(f"Wrote {TARGET.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
