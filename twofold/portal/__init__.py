"""The customers' door, and the hosted pages where anybody signs in. So far: sign in and sign out."""
