"""Every read that leaves the directory."""

from twofold.directory.queries.traces import account_traces, holders, identifier_kinds, traces

__all__ = ["account_traces", "holders", "identifier_kinds", "traces"]
