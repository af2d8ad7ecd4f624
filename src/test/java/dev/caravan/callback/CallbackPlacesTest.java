package dev.caravan.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.message.CallbackClaims.ClaimedCallback;
import dev.caravan.message.PromptCallbacks.Place;
import dev.caravan.message.Roles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

class CallbackPlacesTest {
  private static final String SLOW = "https://slow.example:444/x";
  private static final String OTHER = "https://other.example/x";

  private final ProducerTemplate camel = mock(ProducerTemplate.class);
  private CallbackPlaces places = places(4, true);

  @AfterEach
  void close() {
    places.destroy();
  }

  @Test
  void givesHalfOfThePlacesToOneHostAndTheRestToOthers() {
    assertThat(places.place(SLOW)).isPresent();
    assertThat(places.place("https://slow.example:444/another")).isPresent();
    assertThat(places.place(SLOW)).isEmpty();

    assertThat(places.place(OTHER)).isPresent();
    assertThat(places.place("https://third.example/x")).isPresent();
    assertThat(places.place("https://fourth.example/x")).as("all are taken").isEmpty();
  }

  @Test
  void hasAPlaceAgainThatWasGivenUp() {
    places.place(SLOW);
    Place second = places.place(SLOW).orElseThrow();
    second.giveUp();

    assertThat(places.place(SLOW)).isPresent();
    assertThat(places.place(SLOW)).isEmpty();
  }

  @Test
  void holdsThePlaceUntilTheCallbackIsMade() {
    CountDownLatch answer = new CountDownLatch(1);
    doAnswer(
            call -> {
              answer.await();
              throw new CamelExecutionException("gone", null);
            })
        .when(camel)
        .sendBody(anyString(), any());
    places.place(SLOW);
    ClaimedCallback callback = callback();

    places.place(SLOW).orElseThrow().make(callback);

    verify(camel, timeout(5_000)).sendBody(eq(CallbackRoutes.AT_ONCE), eq((Object) callback));
    assertThat(places.place(SLOW)).isEmpty();
    answer.countDown();
    await().untilAsserted(() -> assertThat(places.place(SLOW)).isPresent());
  }

  @Test
  void hasNoneWhereTheRoleIsOffOrTheSettingIsZero() {
    places.destroy();
    places = places(4, false);
    assertThat(places.place(SLOW)).isEmpty();

    places.destroy();
    places = places(0, true);
    assertThat(places.place(SLOW)).isEmpty();
  }

  @Test
  void hasNoneOnceTheServiceStops() {
    Place taken = places.place(SLOW).orElseThrow();

    places.close(new ContextClosedEvent(new StaticApplicationContext()));

    assertThat(places.place(OTHER)).isEmpty();
    taken.make(callback());
    verify(camel, timeout(5_000)).sendBody(anyString(), any());
  }

  private CallbackPlaces places(int atOnce, boolean role) {
    Roles roles = mock(Roles.class);
    when(roles.has(Roles.CALLBACK)).thenReturn(role);
    return new CallbackPlaces(
        new CallbackProperties(
            32, atOnce, Duration.ofSeconds(10), List.of(Duration.ofSeconds(5)), false),
        roles,
        camel);
  }

  private static ClaimedCallback callback() {
    return new ClaimedCallback(
        UUID.randomUUID(), UUID.randomUUID(), Instant.now(), 1, SLOW, "{}", "c");
  }
}
