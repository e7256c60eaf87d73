"""Lists as files: CSV and Excel, of any length, without keeping more than a page of them in memory.

`verbs.exports.export` notes whom the list has in it and in which order; the file is then written a page at a time, each
read in a transaction of its own, so that a slow download holds up nobody (docs/guide/operations.md).
"""
