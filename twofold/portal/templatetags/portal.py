"""`{% load portal %}`: what the portal calls things."""

from django import template

from twofold.portal import wording

register = template.Library()

register.filter("role", wording.role)
register.filter("place", wording.place)
