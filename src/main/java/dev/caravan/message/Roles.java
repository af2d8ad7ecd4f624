package dev.caravan.message;

import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Which steps this process runs; any number of processes may run each. */
@Component
public class Roles {
  public static final String API = "api";
  public static final String DISPATCH = "dispatch";
  public static final String CHANNEL = "channel";
  public static final String REPORT = "report";
  public static final String CALLBACK = "callback";

  private static final Set<String> ALL = Set.of(API, DISPATCH, CHANNEL, REPORT, CALLBACK);

  private final Set<String> roles;

  Roles(@Value("${caravan.roles}") Set<String> named) {
    Set<String> wanted = new TreeSet<>(named);
    if (wanted.remove("all")) {
      wanted.addAll(ALL);
    }
    if (wanted.isEmpty() || !ALL.containsAll(wanted)) {
      throw new IllegalArgumentException(
          "CARAVAN_ROLES must be all, or a list of %s; it is %s"
              .formatted(new TreeSet<>(ALL), named));
    }
    this.roles = Set.copyOf(wanted);
  }

  public boolean has(String role) {
    return roles.contains(role);
  }

  @Override
  public String toString() {
    return new TreeSet<>(roles).toString();
  }
}
