"""What the directory does after its own facts."""

from twofold.core.actor import Actor
from twofold.core.readers import reacts_to
from twofold.directory.facts import CustomFieldDefined
from twofold.directory.verbs import custom_fields


@reacts_to(CustomFieldDefined)
def index_custom_field(actor: Actor, fact: CustomFieldDefined) -> None:
    """Make the index that was asked for, apart from the page that asked."""
    if fact.is_indexed:
        custom_fields.build_index(actor, fact.field_id)
