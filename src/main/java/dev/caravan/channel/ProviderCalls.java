package dev.caravan.channel;

import dev.caravan.message.Claim;
import dev.caravan.message.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Calls a provider for the recipients of a claim: in shares of as many as it takes at once, several
 * shares side by side, and only while there is time. Who is left has its turn in the next claim.
 */
final class ProviderCalls {
  private final Provider provider;
  private final Function<Submission, CallResult> call;
  private final Executor threads;
  private final Map<Lane, Semaphore> helpers;

  /**
   * @param call makes one call; never throws
   * @param threads runs the calls beside the first one
   */
  ProviderCalls(Provider provider, Function<Submission, CallResult> call, Executor threads) {
    this.provider = provider;
    this.call = call;
    this.threads = threads;
    // A message to many gets as many calls at once as its lane has consumers, and the lanes do not
    // share them.
    this.helpers =
        provider.consumers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, it -> new Semaphore(it.getValue())));
  }

  /**
   * One recipient of a claim, as the provider wants it; {@code address} is null if it cannot be.
   */
  private record Target(int index, Claim.Waiting waiting, String address) {}

  CallResult call(Claim claim, Lane lane) {
    List<Target> targets = targets(claim);
    List<List<Target>> shares =
        shares(targets.stream().filter(target -> target.address() != null).toList());
    List<CallResult> results = callAll(claim, shares, lane);
    List<Outcome> outcomes = new ArrayList<>();
    for (Target target : targets) {
      outcomes.add(
          target.address() == null
              ? new Outcome.Refused("not a recipient that " + provider.name() + " can reach")
              : new Outcome.Later("more recipients than one attempt can call"));
    }
    for (int i = 0; i < shares.size(); i++) {
      for (int j = 0; results.get(i) != null && j < shares.get(i).size(); j++) {
        outcomes.set(shares.get(i).get(j).index(), results.get(i).outcomes().get(j));
      }
    }
    return CallResult.merged(outcomes, results);
  }

  private List<Target> targets(Claim claim) {
    List<Target> targets = new ArrayList<>();
    for (Claim.Waiting waiting : claim.waiting()) {
      targets.add(
          new Target(
              targets.size(), waiting, provider.addresses().of(waiting.recipient()).orElse(null)));
    }
    return targets;
  }

  private List<List<Target>> shares(List<Target> reachable) {
    int size = provider.addresses().perCall();
    if (size == 0 || reachable.size() <= size) {
      return reachable.isEmpty() ? List.of() : List.of(reachable);
    }
    List<List<Target>> shares = new ArrayList<>();
    for (int from = 0; from < reachable.size(); from += size) {
      shares.add(reachable.subList(from, Math.min(from + size, reachable.size())));
    }
    return shares;
  }

  /** The results in the order of the shares; null for those that were not called. */
  private List<CallResult> callAll(Claim claim, List<List<Target>> shares, Lane lane) {
    CallResult[] results = new CallResult[shares.size()];
    AtomicInteger next = new AtomicInteger();
    // The last call that begins must end before the claim does.
    long end = System.nanoTime() + provider.callTimeout().dividedBy(3).toNanos();
    Runnable calls =
        () -> {
          for (int i = next.getAndIncrement();
              i < results.length && (i == 0 || System.nanoTime() - end < 0);
              i = next.getAndIncrement()) {
            results[i] = call.apply(submission(claim, shares.get(i)));
          }
        };
    List<CountDownLatch> helping = new ArrayList<>();
    while (helping.size() < shares.size() - 1 && helpers.get(lane).tryAcquire()) {
      helping.add(help(calls, helpers.get(lane)));
    }
    calls.run();
    helping.forEach(ProviderCalls::join);
    return Arrays.asList(results);
  }

  private CountDownLatch help(Runnable calls, Semaphore places) {
    CountDownLatch done = new CountDownLatch(1);
    threads.execute(
        () -> {
          try {
            calls.run();
          } finally {
            places.release();
            done.countDown();
          }
        });
    return done;
  }

  private static void join(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        // What was called must be recorded.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Submission submission(Claim claim, List<Target> share) {
    Claim.Waiting first = share.get(0).waiting();
    return new Submission(
        claim.messageId(),
        claim.senderId(),
        provider.senders().contains(claim.senderId()) ? claim.senderId() : null,
        claim.messageType(),
        share.stream().map(Target::address).toList(),
        claim.text(),
        claim.correlationId(),
        claim.validUntil(),
        provider.awaitsReport(claim.messageType()),
        claim.uid().hashCode() + first.position(),
        first.taken());
  }
}
