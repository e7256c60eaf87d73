"""What clients send, in the words of Segment's tracking API."""

import msgspec
from msgspec import Raw

Text = str | int | float | None


class Envelope(msgspec.Struct, rename="camel", gc=False):
    """The body of `/v1/batch`."""

    batch: list[Raw] = []
    context: Raw = Raw()
    sent_at: Text = None
    write_key: Text = None


class Sent(msgspec.Struct, rename="camel", gc=False):
    """One event. What is JSON inside it stays JSON: it goes on the tape as it came."""

    type: Text = None
    event: Text = None
    name: Text = None
    category: Text = None
    message_id: Text = None
    anonymous_id: Text = None
    user_id: Text = None
    previous_id: Text = None
    group_id: Text = None
    timestamp: Text = None
    sent_at: Text = None
    write_key: Text = None
    context: Raw = Raw()
    properties: Raw = Raw()
    traits: Raw = Raw()


class Keyed(msgspec.Struct, rename="camel", gc=False):
    """The write key, in whatever bears one."""

    write_key: Text = None


class Context(msgspec.Struct, rename="camel", gc=False):
    """What of an event's context says who it is about."""

    traits: Raw = Raw()
    external_ids: Raw = Raw()
    device: Raw = Raw()
    group_id: Text = None


class Device(msgspec.Struct, gc=False):
    """A phone or a tablet."""

    id: Text = None


class ExternalId(msgspec.Struct, gc=False):
    """An identifier of a kind that the company knows."""

    id: Text = None
    type: Text = None
    collection: Text = None


class Contact(msgspec.Struct, gc=False):
    """The traits that identify."""

    email: Text = None
    phone: Text = None


envelope = msgspec.json.Decoder(Envelope)
keyed = msgspec.json.Decoder(Keyed)
sent = msgspec.json.Decoder(Sent)
context = msgspec.json.Decoder(Context)
device = msgspec.json.Decoder(Device)
external_ids = msgspec.json.Decoder(list[ExternalId])
contact = msgspec.json.Decoder(Contact)
