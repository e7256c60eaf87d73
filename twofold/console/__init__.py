"""The staff's door: lists and records of people and accounts, the tape as it runs, and how Twofold itself fares.

One module per room whose nouns it shows. A view parses, calls one verb or query, and renders; it never touches a table.
"""
