"""The addresses of how Twofold runs: home, live, sources, dead letters, ledger, jobs, history, fields, and what finds them."""

from django.urls import path

from twofold.console import (
    dead_letters,
    developers,
    fields,
    find,
    home,
    jobs,
    keys,
    ledger,
    live,
    operations,
    readers,
    requests,
    sources,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("find", find.find, name="find"),
    path("live", live.live, name="live"),
    path("live/stream", live.stream, name="live_stream"),
    path("sources", sources.sources, name="sources"),
    path("sources/new", sources.create, name="source_new"),
    path("sources/<uuid:source_id>", sources.source, name="source"),
    path("sources/<uuid:source_id>/name", sources.rename, name="source_name"),
    path("sources/<uuid:source_id>/rotate", sources.rotate, name="source_rotate"),
    path("sources/<uuid:source_id>/revoke", sources.revoke, name="source_revoke"),
    path("sources/<uuid:source_id>/restore", sources.restore, name="source_restore"),
    path("sources/<uuid:source_id>/arrival", sources.arrival, name="source_arrival"),
    path("dead-letters", dead_letters.dead_letters, name="dead_letters"),
    path("dead-letters/replay", dead_letters.replay, name="dead_letters_replay"),
    path("dead-letters/discard", dead_letters.discard, name="dead_letters_discard"),
    path("ledger", ledger.ledger, name="ledger"),
    path("ledger.csv", ledger.export, {"form": "csv"}, name="ledger_csv"),
    path("ledger.jsonl", ledger.export, {"form": "jsonl"}, name="ledger_jsonl"),
    path("ledger/verify", ledger.verify, name="ledger_verify"),
    path("ledger/readers", readers.readers, name="ledger_readers"),
    path("ledger/readers/<str:name>/wake", readers.wake, name="ledger_reader_wake"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/by-the-clock", jobs.schedules, name="jobs_schedules"),
    path("jobs/<int:job_id>/retry", jobs.retry, name="job_retry"),
    path("jobs/<int:job_id>/cancel", jobs.cancel, name="job_cancel"),
    path("operations", operations.operations, name="operations"),
    path("operations/<uuid:operation_id>", operations.operation, name="operation"),
    *(
        path(
            f"operations/<uuid:operation_id>/{deed}", operations.operation_act, {"deed": deed}, name=f"operation_{deed}"
        )
        for deed in ("cancel", "retry", "undo")
    ),
    path("requests", requests.requests, name="requests"),
    path("requests/approve", requests.approve_many, name="requests_approve"),
    path("requests/<uuid:request_id>/approve", requests.approve, name="request_approve"),
    path("requests/<uuid:request_id>/decline", requests.decline, name="request_decline"),
    path("requests/<uuid:request_id>/sponsor", requests.sponsor, name="request_sponsor"),
    path("fields", fields.fields, name="fields"),
    path("fields/new", fields.create, name="field_new"),
    path("fields/<uuid:field_id>", fields.edit, name="field_edit"),
    path("fields/<uuid:field_id>/move", fields.move, name="field_move"),
    path("fields/<uuid:field_id>/archive", fields.archive, name="field_archive"),
    path("fields/<uuid:field_id>/restore", fields.restore, name="field_restore"),
    path("keys", keys.keys, name="keys"),
    path("keys/new", keys.create, name="key_new"),
    path("keys/<uuid:key_id>/revoke", keys.revoke, name="key_revoke"),
    path("keys/<uuid:key_id>/restore", keys.restore, name="key_restore"),
    path("developers", developers.developers, name="developers"),
]
