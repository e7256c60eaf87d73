"""The demo: real purchases of real people, an invented business around them, and a trickle of visits to watch.

`load` fills a Twofold that is empty, through the doors that customers have: what customers do goes to the tracking endpoint,
what staff do through the verbs that the console calls. Everything follows from a seed and the moment of the first loading,
and the ledger remembers how far it came, so that an interrupted loading goes on without counting anything twice.
"""

from twofold.run.demo.loading import DemoNotPossible, SignIn, load

__all__ = ["DemoNotPossible", "SignIn", "load"]
