"""The addresses of coming in: invitations, guests, reviews, requests."""

from django.urls import path

from twofold.portal import guests, invitations, requests

urlpatterns = [
    path("organisation/invitations", invitations.invitations, name="invitations"),
    path("organisation/invitations/new", invitations.new, name="invitation_new"),
    path("organisation/invitations/list", invitations.sheet, name="invitation_sheet"),
    path("organisation/invitations/<uuid:invitation_id>/resend", invitations.resend, name="invitation_resend"),
    path("organisation/invitations/<uuid:invitation_id>/link", invitations.link, name="invitation_link"),
    path("organisation/invitations/<uuid:invitation_id>/revoke", invitations.revoke, name="invitation_revoke"),
    path("organisation/guests", guests.guests, name="guests"),
    path("organisation/guests/terms", guests.terms, name="guest_terms"),
    path("organisation/guests/<uuid:membership_id>/keep", guests.keep, name="guest_keep"),
    path("organisation/reviews", guests.reviews, name="reviews"),
    path("organisation/requests", requests.requests, name="requests"),
    path("organisation/requests/<uuid:request_id>/approve", requests.approve, name="request_approve"),
    path("organisation/requests/<uuid:request_id>/decline", requests.decline, name="request_decline"),
    path("requests", requests.mine, name="my_requests"),
    path("requests/new", requests.ask, name="request_new"),
    path("requests/<uuid:request_id>/withdraw", requests.withdraw, name="request_withdraw"),
]
