"""The tape: taking events in, knowing whose they are, keeping them, and reading them back as timelines.

Its nouns are the `Source`, the event, the `DeadLetter` and the override. ClickHouse is spoken in `events.store` and nowhere
else. It must not know what an event means to sales or marketing.
"""
