"""Mail: messages now; hand-off, subscribers and the ledger have their place here."""
