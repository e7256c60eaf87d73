"""The audit log: the ledger, proven by a chain of hashes over it (docs/decisions/0012-audit-chain.md)."""
