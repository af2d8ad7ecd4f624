package dev.caravan;

import org.springframework.test.context.TestPropertySource;

@EmbeddedCaravan
@TestPropertySource(properties = {"caravan.callback.retry-after=1s,2s"})
class EmbeddedPathTest extends PathContract {}
