from django.contrib.auth.base_user import AbstractBaseUser

class AuthenticationBackend:
    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool: ...
