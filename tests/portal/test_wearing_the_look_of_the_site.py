"""Every page for customers wears the look of the site: its logo, or its name, and its colour."""

from pathlib import Path

import pytest
from django.test import Client

from tests.makers import SYSTEM, a_person
from tests.pictures import a_logo
from twofold import portal
from twofold.access.models import Site
from twofold.access.verbs import sites

TEMPLATES = Path(portal.__file__).parent / "templates"


@pytest.fixture
def client() -> Client:
    site = Site.objects.get(is_default=True)
    sites.edit(SYSTEM, site.id, told={"name": "Helio Store", "color": "#0f6e5b"}, pictures={"logo": a_logo()})
    return Client(headers={"host": "testserver"})


class TestAPage:
    @pytest.mark.parametrize(
        "path", ["/sign-in", "/sign-up", "/invitation/x", "/sign-in/with/cancelled", "/sign-in/inactive"]
    )
    def test_shows_the_logo_to_whoever_comes(self, client: Client, path: str) -> None:
        page = client.get(path).content.decode()

        assert ('class="site-logo' in page, "--site: #0f6e5b" in page) == (True, True)

    @pytest.mark.parametrize("path", ["/my/", "/my/security/password", "/my/nowhere"])
    def test_shows_the_logo_to_whoever_is_signed_in(self, client: Client, path: str) -> None:
        client.force_login(a_person(email="ana@example.com"))

        assert 'class="site-logo' in client.get(path, follow=True).content.decode()

    def test_shows_it_by_what_it_extends(self) -> None:
        """The page of `look` knows a site by its name alone."""
        bare = [one.name for one in TEMPLATES.rglob("*.html") if 'extends "look/' in one.read_text()]

        assert sorted(bare) == ["page.html", "shell.html"]
