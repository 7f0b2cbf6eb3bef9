"""Where payments come from: the provider's signed messages, and the page of the built-in provider."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sharedcourt.filing.fees import local, paying, policy, providers, queries, signature
from sharedcourt.filing.fees.models import Payment

MESSAGE_BYTES = 16 * 1024


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """A message of the payment provider: signed, taken once, and what was said before changes nothing."""
    body = request.body
    if len(body) > MESSAGE_BYTES:
        return JsonResponse({"code": "not_signed"}, status=403)
    try:
        outcome = paying.take(body=body, header=request.headers.get(signature.HEADER, ""))
    except signature.NotSigned:
        return JsonResponse({"code": "not_signed"}, status=403)
    except signature.Malformed:
        return JsonResponse({"code": "malformed"}, status=400)
    except paying.Repeated:
        return JsonResponse({"code": "replayed"}, status=409)
    return JsonResponse({"outcome": outcome}, status=404 if outcome == "unknown" else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def demonstration(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The page of the built-in provider. It says that no money moves, and sends the platform the same signed message as any other."""
    payment = get_object_or_404(Payment.objects.select_related("bill"), pk=reference)
    found = get_object_or_404(queries.visible_to(request.user), pk=payment.bill_id)
    provider = providers.configured()
    if not provider.is_demonstration or payment.provider != provider.name or not policy.pays(request.user, found):
        raise Http404
    if request.method == "POST":
        sent = local.press_pay(reference)
        if sent is None:
            raise Http404
        paying.take(body=sent[0], header=sent[1])
        return redirect("filing:fees-bill", pk=found.pk)
    context = {"bill": found, "case": found.case, "payment": payment}
    return render(request, "filing/fees/demonstration.html", context)
