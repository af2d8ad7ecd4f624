package dev.caravan.dispatch;

import dev.caravan.message.Outgoing;
import java.util.List;

/** Leased rows of one table that are published under one wait for confirms. */
record Batch(DueTable table, List<Outgoing> rows) {}
