"""Addresses under /accounts/ that are ours; the rest is allauth's."""

from allauth.account.views import email, password_set
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn, login_webauthn, reauthenticate_webauthn
from django.urls import include, path

from assessment.accounts import single_sign_on, views
from assessment.accounts.mfa import second_step, secure_first_factor
from assessment.accounts.reauthentication import require_reauthentication

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/code/", views.request_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("password/reset/", views.reset_password, name="account_reset_password"),
    path("password/reset/confirm/", views.confirm_reset, name="account_confirm_password_reset_code"),
    path("confirm-email/", views.confirm_address, name="account_email_verification_sent"),
    path("signup/", views.signup, name="account_signup"),
    path("email/", require_reauthentication(email), name="account_email"),
    path("password/set/", require_reauthentication(password_set), name="account_set_password"),
    path("3rdparty/", require_reauthentication(views.sign_ons), name="socialaccount_connections"),
    path("oidc/<str:provider_id>/login/", single_sign_on.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", single_sign_on.callback, name="openid_connect_callback"),
    path("reauthenticate/code/", views.show_presence, name="account_show_presence"),
    path("sessions/", require_reauthentication(views.sessions, on_get=False), name="usersessions_list"),
    path(
        "sessions/<int:pk>/end/",
        require_reauthentication(views.end_session, on_get=False),
        name="usersessions_end",
    ),
    path("2fa/authenticate/", views.keep_next_address(second_step), name="mfa_authenticate"),
    path("2fa/webauthn/login/", views.keep_next_address(login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        views.retry_on_same_page(reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/totp/activate/",
        require_reauthentication(secure_first_factor(activate_totp)),
        name="mfa_activate_totp",
    ),
    path(
        "2fa/webauthn/add/",
        require_reauthentication(secure_first_factor(add_webauthn)),
        name="mfa_add_webauthn",
    ),
    path("", include("allauth.urls")),
]
