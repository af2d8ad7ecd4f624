package dev.caravan;

import org.springframework.test.context.TestPropertySource;

@EmbeddedCaravan
@TestPropertySource(
    properties = {
      "caravan.callback.retry-after=1s,2s",
      "caravan.callback.timeout=3s",
      "caravan.channel.call-deadline=3s"
    })
class EmbeddedPathTest extends PathContract {}
