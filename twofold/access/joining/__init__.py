"""What invitations, guests and requests share: what somebody is offered in an account, and who may offer it."""
