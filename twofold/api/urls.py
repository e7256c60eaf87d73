"""The addresses of the REST API. They are not among those of pages: what is here answers to keys, never to sessions."""

from django.urls import path
from django.urls.resolvers import RegexPattern, URLResolver

from twofold.api.about import openapi_document, problem_type
from twofold.api.v1 import api

OPEN = frozenset({"openapi", "problem"})  # to everybody: they say what the API is, and nothing of any customer

resolver = URLResolver(
    RegexPattern(r"^/api/v1/"),
    [
        *(pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"),
        path("openapi.json", openapi_document, name="openapi"),
        path("problems/<slug:code>", problem_type, name="problem"),
    ],
)
