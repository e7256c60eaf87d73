"""What each built-in role of an account allows, as a table: for the guide, and for whoever wants to know it exactly."""

from twofold.core import registers
from twofold.core.registers import BuiltIn

HEADS = {
    BuiltIn.OWNER: "owner",
    BuiltIn.ADMIN: "admin",
    BuiltIn.BUYER: "buyer",
    BuiltIn.APPROVER: "approver",
    BuiltIn.MEMBER: "member",
    BuiltIn.GUEST: "guest",
    BuiltIn.AUDITOR: "auditor",
}


def markdown() -> str:
    """One line for each permission that customers may hold, in the order in which rooms declare them."""
    lines = [
        f"| permission | what it allows | {' | '.join(HEADS.values())} |",
        f"|---|---|{'---|' * len(HEADS)}",
    ]
    for permission, sentence in registers.permissions.items():
        holders = registers.customer_permissions.get(permission)
        if holders is not None and holders != {BuiltIn.SELF}:
            marks = "".join(" yes |" if role in holders else " |" for role in HEADS)
            lines.append(f"| `{permission}` | {sentence} |{marks}")
    return "\n".join(lines)
