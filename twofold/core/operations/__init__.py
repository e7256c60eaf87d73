"""Long-running operations: work that takes longer than a request, with progress, cancel, undo and a history.

A room declares a kind by its step (`@operation`) and starts it (`start`); the worker carries it, a piece at a time
(docs/decisions/0010-long-operations.md).
"""

from twofold.core.models import Operation
from twofold.core.operations.carrying import advance, carry
from twofold.core.operations.errors import OperationNotFound, OperationNotStopped, OperationNotUndoable, StarterGone
from twofold.core.operations.kinds import Doing, Kind, Step, operation, register
from twofold.core.operations.verbs import cancel, retry, start, undo, why_not_undone

__all__ = [
    "Doing",
    "Kind",
    "Operation",
    "OperationNotFound",
    "OperationNotStopped",
    "OperationNotUndoable",
    "StarterGone",
    "Step",
    "advance",
    "cancel",
    "carry",
    "operation",
    "register",
    "retry",
    "start",
    "undo",
    "why_not_undone",
]
