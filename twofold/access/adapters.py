"""Where django-allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Staff sign in; nobody can sign up by themselves yet."""

    def is_open_for_signup(self, request: object) -> bool:
        """Sign-up flows belong to a site and come with the portal."""
        del request
        return False
