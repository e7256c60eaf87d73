"""Whose an event is: evidence from events, rules of kinds, and a plan of what changes. Pure until `resolve` applies it."""
