"""What members of staff may do, and the teams they work in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from twofold.core import ids


class StaffRole(models.Model):
    """A role of the company's staff: what it allows, which fields it masks, which rows it shows.

    A built-in one (`key`) has its permissions from what the rooms declare.
    """

    class Rows(models.TextChoices):
        """Which people and accounts it shows."""

        ALL = "all", "Everything"
        TEAM = "team", "What one’s teams own"
        OWN = "own", "What one owns, and what a team owns that one leads"
        TERRITORY = "territory", "What is in the countries of one’s teams"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    key = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=500, blank=True, default="")
    permissions = ArrayField(models.CharField(max_length=100), default=list)
    masked = ArrayField(models.CharField(max_length=100), default=list)
    rows = models.CharField(max_length=9, choices=Rows, default=Rows.ALL)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("key", condition=~Q(key=""), name="staff_role_built_in_is_one"),)

    def __str__(self) -> str:
        return self.key or self.name


class StaffGrant(models.Model):
    """A role that a member of staff has."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, db_index=False, related_name="+")
    role = models.ForeignKey(StaffRole, models.CASCADE, related_name="+")
    granted_by = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("person", "role", name="staff_grant_is_one"),)

    def __str__(self) -> str:
        return f"{self.role_id} to {self.person_id}"


class Team(models.Model):
    """Colleagues who look after some records together. `countries` are its territory."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=100, unique=True)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A colleague in a team."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, db_index=False, related_name="members")
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    is_lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("team", "person", name="team_member_is_one"),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"
