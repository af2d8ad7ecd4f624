package dev.caravan.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The behaviour of each stand-in, which may be changed while it runs. */
@SandboxPart
public class Behaviours {
  private final Map<StandIn, Behaviour> changed = new ConcurrentHashMap<>();
  private final Behaviour atStart;

  Behaviours(SandboxProperties sandbox) {
    this.atStart = new Behaviour(sandbox.latency(), sandbox.failureRate());
  }

  public Behaviour of(StandIn standIn) {
    return changed.getOrDefault(standIn, atStart);
  }

  public void set(StandIn standIn, Behaviour behaviour) {
    changed.put(standIn, behaviour);
  }

  /** As it was at the start. */
  public void reset(StandIn standIn) {
    changed.remove(standIn);
  }
}
