"""The machines' door: tracking below `/v1/`, and the REST API below `/api/v1/`.

It must not know pages, sessions or the other doors: whoever comes here shows a key.
"""
