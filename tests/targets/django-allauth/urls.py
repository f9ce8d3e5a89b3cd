"""The pages of django-allauth, and one that says who is logged in."""

import os

import test_clock
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import include, path


@login_required
def home(request):
    return HttpResponse(f"Logged in as {request.user.get_username()}", content_type="text/plain")


urlpatterns = [
    path("", home),
    path("accounts/", include("allauth.urls")),
]
if os.environ.get("TEST_CLOCK"):
    urlpatterns.append(path("test/clock", test_clock.clock))
