"""What people agree to, and how they are reached, in words."""

PURPOSES = (
    ("newsletter", "Newsletter"),
    ("personal_offers", "Personal offers"),
    ("product_news", "Product news"),
    ("research", "Research"),
)
CHANNELS = (
    ("email", "by e-mail"),
    ("phone", "by phone"),
    ("sms", "by text message"),
    ("post", "by post"),
    ("web", "on the web"),
)


def purpose(key: str) -> str:
    """`personal_offers` is Personal offers; one that nobody foresaw is its key, in words."""
    return dict(PURPOSES).get(key, key.replace("_", " ").replace("-", " ").capitalize())


def channel(key: str) -> str:
    """`email` is by e-mail."""
    return dict(CHANNELS).get(key, f"by {key.replace('_', ' ')}")
