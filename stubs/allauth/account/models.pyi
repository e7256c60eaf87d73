from typing import ClassVar

from django.db import models

class EmailAddress(models.Model):
    email: str
    verified: bool
    primary: bool
    user: object
    objects: ClassVar[models.Manager[EmailAddress]]
    _default_manager: ClassVar[models.Manager[EmailAddress]]
