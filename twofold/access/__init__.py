"""How people get in: sign-in on django-allauth, and who a signed-in person is to Twofold (the `Actor`).

Its nouns will grow (roles, guests, single sign-on, policies); it must not know what the rooms above do with an actor.
"""
