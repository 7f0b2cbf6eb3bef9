from django.http import HttpRequest, HttpResponse


def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


desk = begin = case = court = act = mine
