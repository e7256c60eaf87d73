"""What somebody must be allowed to do to have a file imported."""

from twofold.directory.importing.plan import ImportPlan
from twofold.directory.permissions import Permission


def needed(plan: ImportPlan) -> tuple[Permission, ...]:
    """What an actor must be allowed to do one by one to do it in bulk."""
    asked = {
        Permission.EDIT_PEOPLE: plan.has_people,
        Permission.EDIT_ACCOUNTS: plan.has_accounts,
        Permission.MERGE_PEOPLE: plan.merges and plan.has_people,
        Permission.TAG: bool(plan.tags) or any(target.endswith(".tags") for target in plan.targets),
        Permission.WRITE_NOTES: any(target.endswith(".note") for target in plan.targets),
        Permission.RECORD_CONSENT: any(".consent." in target for target in plan.targets),
    }
    return tuple(permission for permission, is_asked in asked.items() if is_asked)
