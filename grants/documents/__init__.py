"""Documents: files that were kept, as rows. The bytes lie in a store, under their own hash.

A document is one kept file of one owner; it is never changed. *Made from* names the document
it was re-made from. *Readable* says whether the picture could be opened when it came in.
A document has no rights of its own: it is shown by the room of the thing it belongs to.
"""
