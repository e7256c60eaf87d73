"""A row of the tape, as it is written."""

import msgspec

NOBODY = 0


class Row(msgspec.Struct, gc=False):
    """What the tape keeps of one event. Ids are 128-bit integers, times milliseconds since 1970, texts UTF-8.

    The event keeps what it was sent with (`anonymous_id`, `user_id`, `node_id`) beside whose it was taken to be.
    """

    event_id: int
    batch_id: int
    source_id: int
    type: bytes
    name: bytes
    ts: int
    sent_at: int
    received_at: int
    properties: bytes
    context: bytes
    anonymous_id: bytes = b""
    user_id: bytes = b""
    person_id: int = NOBODY
    node_id: int = NOBODY
    account_id: int = NOBODY
