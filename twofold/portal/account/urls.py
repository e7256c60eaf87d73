"""The addresses below /my/account."""

from django.urls import path

from twofold.portal.account import activity, addresses, consents, data, deletion, phones, profile

urlpatterns = [
    path("", profile.overview, name="account"),
    path("/profile", profile.edit, name="profile"),
    path("/photo", profile.photo, name="photo_edit"),
    path("/addresses", addresses.listed, name="addresses"),
    path("/addresses/confirm", addresses.confirm, name="address_confirm"),
    path("/addresses/first", addresses.prefer, name="address_first"),
    path("/addresses/remove", addresses.remove, name="address_remove"),
    path("/phones", phones.listed, name="phones"),
    path("/phones/confirm", phones.confirm, name="phone_confirm"),
    path("/phones/first", phones.prefer, name="phone_first"),
    path("/phones/remove", phones.remove, name="phone_remove"),
    path("/consents", consents.consents, name="consents"),
    path("/activity", activity.activity, name="activity"),
    path("/data", data.downloads, name="downloads"),
    path("/data/<uuid:download_id>", data.fetch, name="download"),
    path("/delete", deletion.deletion, name="deletion"),
]
