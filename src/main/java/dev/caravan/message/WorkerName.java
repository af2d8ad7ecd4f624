package dev.caravan.message;

import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * By which name this process claims rows: another one at each start, so no old claim is its own.
 */
@Component
public class WorkerName {
  private final String value = UUID.randomUUID().toString();

  public String value() {
    return value;
  }
}
