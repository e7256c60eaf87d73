from typing import ClassVar

from django.db import models

class EmailAddress(models.Model):
    email: str
    verified: bool
    primary: bool
    user_id: object
    objects: ClassVar[models.Manager[EmailAddress]]
