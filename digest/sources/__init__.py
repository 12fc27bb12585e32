"""Documents to articles: the table of formats, and the one boundary for foreign exceptions."""
from digest.sources import listing
from datetime import UTC
def read_document(document, zone=UTC):
    return listing.read(document, zone)
