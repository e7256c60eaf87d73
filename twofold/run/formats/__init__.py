"""How Django writes dates, where that is not as its own files say."""
