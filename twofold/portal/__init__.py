"""The customers' door: the hosted pages where anybody signs up and in, and what people do there about themselves and their accounts."""
