package dev.caravan.provider;

import dev.caravan.EmbeddedCaravan;
import org.junit.jupiter.api.Tag;

/** A minute; the same on real parts is not left out. */
@EmbeddedCaravan
@Tag("long")
class EmbeddedLedgerTest extends LedgerContract {}
