"""Templates, the outbox and the channels by which messages leave."""
