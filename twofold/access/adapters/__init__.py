"""Where django-allauth asks us: adapters, forms, login stages. It hands us requests, so only here the room knows HTTP."""
