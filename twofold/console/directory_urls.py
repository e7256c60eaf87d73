"""The addresses of people and accounts."""

from django.urls import path

from twofold.console import (
    account,
    accounts,
    adding,
    fields_in_place,
    invitation_sheets,
    invitations,
    memberships,
    merging,
    people,
    person,
    person_identifiers,
    picking,
    remarks,
    undo,
    views,
)
from twofold.console.lists import bulk, choosing, exporting, filtering, groups, setting, sheet, sums

urlpatterns = [
    path("people", people.people, name="people"),
    path("people/new", adding.person_new, name="person_new"),
    path("people/merge", merging.merge, {"subject": "person"}, name="people_merge"),
    path("accounts/merge", merging.merge, {"subject": "account"}, name="accounts_merge"),
    path("people/<uuid:person_id>/identifiers/new", person_identifiers.identifier_new, name="person_identifier_new"),
    path(
        "people/<uuid:person_id>/identifiers/<uuid:identifier_id>/remove",
        person_identifiers.identifier_remove,
        name="person_identifier_remove",
    ),
    path(
        "people/<uuid:person_id>/identifiers/<uuid:identifier_id>/primary",
        person_identifiers.identifier_primary,
        name="person_identifier_primary",
    ),
    path("people/bulk", people.people_bulk, name="people_bulk"),
    path("people/<uuid:person_id>", person.person, name="person"),
    path("people/<uuid:person_id>/remove", person.person_remove, name="person_remove"),
    path("people/<uuid:person_id>/restore", person.person_restore, name="person_restore"),
    path("people/<uuid:person_id>/fields/<slug:key>", fields_in_place.person_field, name="person_field"),
    path("people/<uuid:person_id>/memberships/new", memberships.membership_of_person, name="person_membership_new"),
    path("people/<uuid:person_id>/consent", remarks.consent, name="person_consent"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/new", adding.account_new, name="account_new"),
    path("accounts/bulk", accounts.accounts_bulk, name="accounts_bulk"),
    path("accounts/<uuid:account_id>", account.account, name="account"),
    path("accounts/<uuid:account_id>/remove", account.account_remove, name="account_remove"),
    path("accounts/<uuid:account_id>/restore", account.account_restore, name="account_restore"),
    path("accounts/<uuid:account_id>/fields/<slug:key>", fields_in_place.account_field, name="account_field"),
    path("accounts/<uuid:account_id>/members/new", memberships.membership_of_account, name="account_member_new"),
    path("accounts/<uuid:account_id>/invitations", invitations.invitations, name="account_invitations"),
    path("accounts/<uuid:account_id>/invitations/new", invitations.invite, name="account_invite"),
    path("accounts/<uuid:account_id>/invitations/list", invitation_sheets.sheet, name="account_invitation_sheet"),
    path(
        "accounts/<uuid:account_id>/invitations/<uuid:invitation_id>/resend",
        invitations.resend,
        name="account_invitation_resend",
    ),
    path(
        "accounts/<uuid:account_id>/invitations/<uuid:invitation_id>/revoke",
        invitations.revoke,
        name="account_invitation_revoke",
    ),
    path("accounts/<uuid:account_id>/parent", account.account_parent, name="account_parent"),
    path("accounts/<uuid:account_id>/identifiers/new", account.account_identifier_new, name="account_identifier_new"),
    path("memberships/<uuid:membership_id>", memberships.membership, name="membership"),
    path("memberships/<uuid:membership_id>/end", memberships.membership_end, name="membership_end"),
    path("views/<slug:subject>/new", views.view_new, name="view_new"),
    path("views/<uuid:view_id>", views.view_edit, name="view_edit"),
    path("views/<uuid:view_id>/save", views.view_save, name="view_save"),
    path("views/<uuid:view_id>/remove", views.view_remove, name="view_remove"),
    path("lists/operations/<uuid:operation_id>", bulk.operation, name="list_operation"),
    path("lists/<slug:subject>/columns", choosing.columns, name="list_columns"),
    path("lists/<slug:subject>/filter", filtering.list_filter, name="list_filter"),
    path("lists/<slug:subject>/cells", sheet.cells_of, name="list_cells"),
    path("lists/<slug:subject>/set", setting.field, name="list_set"),
    path("lists/<slug:subject>/group", groups.group, name="list_group"),
    path("lists/<slug:subject>/sums", sums.sums, name="list_sums"),
    path("already/<slug:subject>", adding.already, name="already"),
    path("pick/<slug:kind>", picking.pick, name="pick"),
    path("undo/<str:token>", undo.undo, name="undo"),
]

for subject, folder in (("person", "people"), ("account", "accounts")):
    of = {"subject": subject}
    one = f"{folder}/<uuid:record_id>"
    urlpatterns += [
        *(
            path(f"{folder}.{kind}", exporting.export, {**of, "format": kind}, name=f"{folder}_{kind}")
            for kind in ("csv", "xlsx")
        ),
        path(f"{one}/tag", remarks.tag, of, name=f"{subject}_tag"),
        path(f"{one}/merge", merging.merge_with, of, name=f"{subject}_merge"),
        path(f"{one}/merges/<uuid:merge_id>/undo", merging.unmerge, of, name=f"{subject}_unmerge"),
        path(f"{one}/duplicates", merging.duplicates, of, name=f"{subject}_duplicates"),
        path(f"{one}/apart", merging.keep_apart, of, name=f"{subject}_apart"),
        path(f"{one}/untag", remarks.untag, of, name=f"{subject}_untag"),
        path(f"{one}/notes", remarks.note_new, of, name=f"{subject}_note_new"),
        path(f"{one}/notes/<uuid:note_id>", remarks.note, of, name=f"{subject}_note"),
        path(f"{one}/notes/<uuid:note_id>/remove", remarks.note_remove, of, name=f"{subject}_note_remove"),
    ]
