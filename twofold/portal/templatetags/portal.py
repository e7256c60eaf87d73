"""`{% load portal %}`: what the portal calls things."""

from django import template

from twofold.portal import wording

register = template.Library()

register.simple_tag(wording.how_many)
register.simple_tag(wording.role, name="role")
register.simple_tag(wording.place, name="place_in")
