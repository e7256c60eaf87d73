"""The addresses below /my/organisation where an account is run."""

from django.urls import path

from twofold.portal.organisation import activity, applications, groups, overview, people, people_file, roles, undoing

urlpatterns = [
    path("", overview.overview, name="organisation"),
    path("/edit", overview.edit, name="organisation_edit"),
    path("/leave", overview.leave, name="organisation_leave"),
    path("/people", people.people, name="people"),
    path("/people.csv", people_file.export, name="people_export"),
    path("/people/roles", people.change_roles, name="people_roles"),
    path("/people/<uuid:membership_id>", people.person, name="person"),
    path("/people/<uuid:membership_id>/end", people.end, name="person_end"),
    path("/people/<uuid:membership_id>/<slug:what>", people.change_one, name="person_change"),
    path("/roles", roles.roles, name="roles"),
    path("/roles/new", roles.new, name="role_new"),
    path("/roles/<uuid:role_id>", roles.role, name="role"),
    path("/roles/<uuid:role_id>/remove", roles.remove, name="role_remove"),
    path("/groups", groups.groups, name="groups"),
    path("/groups/new", groups.new, name="group_new"),
    path("/groups/<uuid:group_id>", groups.group, name="group"),
    path("/groups/<uuid:group_id>/edit", groups.edit, name="group_edit"),
    path("/groups/<uuid:group_id>/people", groups.change, name="group_people"),
    path("/groups/<uuid:group_id>/remove", groups.remove, name="group_remove"),
    path("/applications", applications.applications, name="applications"),
    path("/applications/<uuid:application_id>", applications.application, name="application"),
    path("/applications/<uuid:application_id>/whom", applications.change, name="application_whom"),
    path("/activity", activity.activity, name="activity_of_account"),
    path("/activity.csv", activity.export, name="activity_of_account_export"),
    path("/undo/<str:token>", undoing.undo, name="undo"),
]
