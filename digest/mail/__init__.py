"""Mail: messages, subscribers, transports, deliveries and their ledger."""
