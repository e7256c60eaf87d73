"""What pages share: base templates, components, icons, styles and template tags.

Nouns: component, icon, tone, shell. For doors only; it knows no room's data, so everything it shows is handed to it.
"""
