"""Doors of the faces' shell: home, help, the desk, the style guide."""

DOORS: dict[str, str] = {
    "GET web:home": "public",
    "GET web:help": "public",
    "GET web:accessibility": "public",
    "GET web:privacy": "public",
    "GET web:favicon": "public",
    "GET web:manifest": "public",
    "GET web:worker": "public",
    "GET web:offline": "public",
    "POST web:display": "public",
    "GET web:desk": "signed_in",
    "GET web:styleguide": "nobody",
    "POST web:styleguide": "nobody",
    "GET web:styleguide-room": "nobody",
    "GET web:styleguide-terminal": "nobody",
    "GET api:openapi-json": "public",
    "GET api:openapi-view": "public",
}
