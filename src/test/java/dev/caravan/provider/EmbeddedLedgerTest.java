package dev.caravan.provider;

import dev.caravan.EmbeddedCaravan;

@EmbeddedCaravan
class EmbeddedLedgerTest extends LedgerContract {}
