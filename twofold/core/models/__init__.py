"""The core's tables."""

from twofold.core.models.audit import AuditErasure, AuditLink, AuditNote, AuditStream
from twofold.core.models.file import File, FilePiece
from twofold.core.models.job_error import JobError
from twofold.core.models.ledger import LedgerEntry
from twofold.core.models.operation import Operation
from twofold.core.models.reader import Reader

__all__ = [
    "AuditErasure",
    "AuditLink",
    "AuditNote",
    "AuditStream",
    "File",
    "FilePiece",
    "JobError",
    "LedgerEntry",
    "Operation",
    "Reader",
]
