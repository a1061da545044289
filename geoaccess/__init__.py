"""geoaccess: whom can people at this site meet, face to face, in a working day?

The public API is `geoaccess.pipeline` (score, matrix, itinerary) and the types of
`geoaccess.model`. Nothing is computed, read or compiled at import.
"""

__version__ = "0.1.0"
