package dev.caravan;

import java.util.UUID;

/** The requests that tests send. */
public final class Fixtures {
  /** The key of the one client that the default set-up knows. */
  public static final String KEY = "api-key";

  /** The seed's own sample, byte for byte as its README prints it. */
  public static final String SAMPLE =
      """
      {"messageId":"y7sdxl24df","senderId":"0700123456","recipients":["0700987654"],"messageType":"dummy",
       "channel":"africas-talking","message":"This is an example message","priority":"normal",
       "callback":"https://mydomain.com/callback/y7sdxl24df"}""";

  private Fixtures() {}

  /** The sample under another id. */
  public static String sample(String messageId) {
    return SAMPLE.replace("y7sdxl24df", messageId);
  }

  /** The sample under another id, by httpbin. */
  public static String httpbinSample(String messageId) {
    return sample(messageId).replace("africas-talking", "httpbin");
  }

  /** An id that no other test uses. */
  public static String freshId() {
    return UUID.randomUUID().toString();
  }
}
