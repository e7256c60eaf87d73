"""From the body of a request to the tape, each event once.

A batch of events goes through two stages. In one Postgres transaction its keys are claimed, its people resolved, and a note
is left that it is in flight. Then it is appended to the tape, and only then its senders are told that it is taken. The note
goes away with the next batch; what a crash leaves of it is settled by `books.settle`.
"""
