package dev.caravan.message;

import java.util.UUID;
import org.springframework.stereotype.Component;

/** The name of this process in the rows it claims; another one at each start. */
@Component
class WorkerName {
  private final String value = UUID.randomUUID().toString();

  String value() {
    return value;
  }
}
