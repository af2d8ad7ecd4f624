package dev.caravan.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.message.Claim;
import dev.caravan.message.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderCallsTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<List<String>> calls = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void sendsSharesOfWhatTheProviderTakesAtOnce() {
    CallResult result = calls(2, "30s").call(claim(5), Lane.NORMAL);

    assertThat(calls).hasSize(3).allMatch(call -> call.size() <= 2);
    assertThat(result.outcomes()).hasSize(5).allMatch(outcome -> outcome.name().equals("accepted"));
    assertThat(ids(result))
        .containsExactly(
            "+254700000000", "+254700000001", "+254700000002", "+254700000003", "+254700000004");
  }

  @Test
  void refusesWhomItCannotReachAndSendsToTheOthers() {
    Claim claim = claim("0700000000", "nobody", "0700000001");

    CallResult result = calls(0, "30s").call(claim, Lane.NORMAL);

    assertThat(calls).containsExactly(List.of("+254700000000", "+254700000001"));
    assertThat(result.outcomes())
        .extracting(Outcome::name)
        .containsExactly("accepted", "refused", "accepted");
  }

  @Test
  void doesNotCallForNobody() {
    CallResult result = calls(0, "30s").call(claim("nobody"), Lane.NORMAL);

    assertThat(calls).isEmpty();
    assertThat(result.outcomes()).extracting(Outcome::name).containsExactly("refused");
    assertThat(result.exchangesAsJson()).isNull();
  }

  @Test
  void leavesForLaterWhomItHasNoTimeFor() {
    CountDownLatch never = new CountDownLatch(1);
    ProviderCalls slow =
        new ProviderCalls(
            provider(1, "1s"),
            submission -> {
              try {
                never.await(150, TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return accept(submission);
            },
            threads);

    CallResult result = slow.call(claim(200), Lane.NORMAL);

    assertThat(result.outcomes()).extracting(Outcome::name).contains("accepted", "later");
    assertThat(calls).hasSizeLessThan(200);
  }

  @Test
  void callsSideBySideAsItsLaneHasConsumers() {
    AtomicInteger now = new AtomicInteger();
    Map<Integer, Boolean> seen = new ConcurrentHashMap<>();
    ProviderCalls calls =
        new ProviderCalls(
            provider(1, "30s"),
            submission -> {
              seen.put(now.incrementAndGet(), true);
              Thread.yield();
              CallResult result = accept(submission);
              now.decrementAndGet();
              return result;
            },
            threads);

    calls.call(claim(500), Lane.NORMAL);

    assertThat(this.calls).hasSize(500);
    assertThat(seen.keySet()).allMatch(atOnce -> atOnce <= 5);
  }

  private ProviderCalls calls(int perCall, String callTimeout) {
    return new ProviderCalls(provider(perCall, callTimeout), this::accept, threads);
  }

  private CallResult accept(Submission submission) {
    calls.add(submission.recipients());
    return new CallResult(
        submission.recipients().stream().<Outcome>map(Outcome.Accepted::as).toList(),
        "200",
        null,
        List.of(new Exchanged("to", "sent", "200", "answer")));
  }

  private static List<String> ids(CallResult result) {
    return result.outcomes().stream()
        .map(outcome -> ((Outcome.Accepted) outcome).taken().get(0).id())
        .toList();
  }

  private static Claim claim(int recipients) {
    return claim(
        IntStream.range(0, recipients).mapToObj("07%08d"::formatted).toArray(String[]::new));
  }

  private static Claim claim(String... recipients) {
    return new Claim(
        Claim.Kind.SEND,
        UUID.randomUUID(),
        UUID.randomUUID(),
        Instant.EPOCH,
        1,
        "m",
        "c",
        "s",
        "sms",
        "text",
        null,
        null,
        IntStream.range(0, recipients.length)
            .mapToObj(i -> new Claim.Waiting(i, recipients[i], 0, Set.of()))
            .toList(),
        List.of());
  }

  private static Provider provider(int perCall, String callTimeout) {
    ProviderCard card = new ProviderCard();
    card.setChannel("test");
    card.setTypes("sms");
    card.setStatusCodes(Map.of("other", "accepted"));
    card.setConsumers(Map.of("normal", "4"));
    card.setRecipients(
        Map.of("form", "e164", "region", "KE", "perCall", Integer.toString(perCall)));
    card.setCallTimeout(callTimeout);
    return Provider.of("test", card);
  }
}
