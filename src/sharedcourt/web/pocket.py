"""The site on a phone's home screen: its manifest, its service worker, and the page for when there is no network."""

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from sharedcourt.hearings.offline.views import shell_page
from sharedcourt.web import assets

WORKER = "src/pocket/worker.ts"
SHELL = ("src/main.ts", "src/islands/upload.ts", "src/islands/offline.ts")
# Where a hearing is recorded without a network: opened again without one, a bare page goes on.
RECORDERS = "^/hearings/[0-9a-f-]{36}/offline/$"
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable"))
ICON_FILES = ("icon-192", "badge")
BLUE, PAPER = "#1d4378", "#ffffff"
AN_HOUR = 60 * 60
SHORTCUTS = ((gettext_lazy("My disputes"), "web:desk"), (gettext_lazy("Notices"), "notices:list"))


@require_GET
@cache_control(public=True, max_age=AN_HOUR)
def manifest(request: HttpRequest) -> HttpResponse:
    """Name and icons in the language of the page that asks (`lang`: a browser sends no cookies for it)."""
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        name = settings.SITE_NAME or _("Shared Court")
        body = {
            "id": "/",
            "name": name,
            "short_name": name,
            "description": _("Mediation by video and filing with the court, from your phone."),
            "lang": "zh-Hans" if language == "zh-hans" else language,
            "dir": "ltr",
            "start_url": reverse("web:desk"),
            "scope": "/",
            "display": "standalone",
            "theme_color": BLUE,
            "background_color": PAPER,
            "icons": [
                {"src": static(f"icons/{icon}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
                for icon, size, purpose in ICONS
            ],
            "shortcuts": [{"name": str(words), "url": reverse(place)} for words, place in SHORTCUTS],
        }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    return response


def offline_page() -> str:
    """The same for everybody, in both languages: it is kept on the phone."""
    with translation.override("zh-hans"):
        return render_to_string("web/pages/offline.html", {"site_name": settings.SITE_NAME})


@require_GET
@cache_control(public=True, no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when there is no network."""
    return HttpResponse(offline_page())


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the list of what it keeps. Its version is the content's, so it changes when anything does."""
    code = assets.text_of(WORKER)
    if not code:
        raise Http404
    files = [*assets.with_what_they_import(*SHELL), *(static(f"icons/{name}.png") for name in ICON_FILES)]
    page, recorder = reverse("web:offline"), reverse("hearings:offline-shell")
    version = hashlib.sha256("\0".join([code, offline_page(), shell_page(), *files]).encode()).hexdigest()[:16]
    shell = json.dumps(
        {"version": version, "files": files, "offline": page, "recorder": recorder, "recorders": RECORDERS}
    )
    return HttpResponse(f"self.SHELL={shell};\n{code}", content_type="text/javascript; charset=utf-8")
