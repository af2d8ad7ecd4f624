package dev.caravan.message;

import static dev.caravan.message.MessageState.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageStateTest {
  @ParameterizedTest
  @CsvSource({
    "RECEIVED, STARTED",
    "SCHEDULED, CANCELLED",
    "STARTED, RETRYING",
    "STARTED, UNKNOWN",
    "RETRYING, STARTED",
    "SUBMITTED, DELIVERED",
    "UNKNOWN, DELIVERED",
    "FAILED, DELIVERED",
    "PARTIALLY_DELIVERED, DELIVERED"
  })
  void moves(MessageState from, MessageState to) {
    assertThat(from.canBecome(to)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "DELIVERED, FAILED",
    "DELIVERED, SUBMITTED",
    "EXPIRED, DELIVERED",
    "CANCELLED, STARTED",
    "STARTED, CANCELLED",
    "RETRYING, CANCELLED",
    "SUBMITTED, RETRYING",
    "RECEIVED, DELIVERED",
    "FAILED, RETRYING"
  })
  void neverMoves(MessageState from, MessageState to) {
    assertThat(from.canBecome(to)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void readsItsWireForm(MessageState state) {
    assertThat(MessageState.ofWire(state.wire())).isEqualTo(state);
    assertThat(state.canBecome(state)).isFalse();
  }

  @Test
  void summarisesRecipients() {
    assertThat(summarise(RETRYING, List.of(CANCELLED, CANCELLED))).isEqualTo(CANCELLED);
    assertThat(summarise(RETRYING, List.of(DELIVERED, RETRYING))).isEqualTo(RETRYING);
    assertThat(summarise(STARTED, List.of(DELIVERED, SUBMITTED, UNKNOWN))).isEqualTo(SUBMITTED);
    assertThat(summarise(STARTED, List.of(DELIVERED, UNKNOWN, FAILED))).isEqualTo(UNKNOWN);
    assertThat(summarise(STARTED, List.of(DELIVERED, DELIVERED))).isEqualTo(DELIVERED);
    assertThat(summarise(STARTED, List.of(DELIVERED, FAILED))).isEqualTo(PARTIALLY_DELIVERED);
    assertThat(summarise(STARTED, List.of(EXPIRED, EXPIRED))).isEqualTo(EXPIRED);
    assertThat(summarise(STARTED, List.of(EXPIRED, FAILED))).isEqualTo(FAILED);
  }
}
