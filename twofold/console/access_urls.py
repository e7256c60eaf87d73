"""The addresses of ways in: where else people may sign in, and who works here with which rights."""

from django.urls import path

from twofold.console import acting, admin_mode, organisation, providers, sites, staff, staff_roles, staff_teams

urlpatterns = [
    path("staff", staff.staff, name="staff"),
    path("staff/invite", staff.invite, name="staff_invite"),
    path("staff/<uuid:person_id>", staff.member, name="staff_member"),
    path("staff/<uuid:person_id>/dismiss", staff.dismiss, name="staff_dismiss"),
    path("staff/<uuid:person_id>/readmit", staff.readmit, name="staff_readmit"),
    path("staff/roles", staff_roles.roles, name="staff_roles"),
    path("staff/roles/new", staff_roles.create, name="staff_role_new"),
    path("staff/roles/<uuid:role_id>", staff_roles.edit, name="staff_role"),
    path("staff/roles/<uuid:role_id>/remove", staff_roles.remove, name="staff_role_remove"),
    path("staff/teams", staff_teams.teams, name="staff_teams"),
    path("staff/teams/new", staff_teams.create, name="staff_team_new"),
    path("staff/teams/<uuid:team_id>", staff_teams.edit, name="staff_team"),
    path("staff/teams/<uuid:team_id>/remove", staff_teams.remove, name="staff_team_remove"),
    path("people/<uuid:person_id>/act-as", acting.act_as, name="person_act_as"),
    path("accounts/<uuid:account_id>/organisation", organisation.organisation, name="account_organisation"),
    path("accounts/<uuid:account_id>/organisation/role", organisation.organisation_role, name="account_role"),
    path(
        "accounts/<uuid:account_id>/organisation/application",
        organisation.organisation_application,
        name="account_application",
    ),
    path("applications", organisation.applications, name="applications"),
    path("applications/<uuid:application_id>/retire", organisation.application_retire, name="application_retire"),
    path("admin-mode", admin_mode.admin_mode, name="admin_mode"),
    path("admin-mode/end", admin_mode.end, name="admin_mode_end"),
    path("sites", sites.sites, name="sites"),
    path("sites/new", sites.create, name="site_new"),
    path("sites/<uuid:site_id>", sites.site, name="site"),
    path("sites/<uuid:site_id>/preview", sites.preview, name="site_preview"),
    path("documents", sites.documents, name="documents"),
    path("providers", providers.providers, name="providers"),
    path("providers/new", providers.create, name="provider_new"),
    path("providers/<uuid:provider_id>", providers.provider, name="provider"),
    path("providers/<uuid:provider_id>/on", providers.turn, {"on": True}, name="provider_on"),
    path("providers/<uuid:provider_id>/off", providers.turn, {"on": False}, name="provider_off"),
]
