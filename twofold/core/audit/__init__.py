"""The audit log: the ledger, proven by a chain of hashes over it (docs/decisions/0012-audit-chain.md)."""

from twofold.core.audit.noting import note_read, note_refusal

__all__ = ["note_read", "note_refusal"]
