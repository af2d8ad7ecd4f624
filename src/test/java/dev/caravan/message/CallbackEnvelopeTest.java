package dev.caravan.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class CallbackEnvelopeTest {
  private final CallbackEnvelope envelope = new CallbackEnvelope(new ObjectMapper());

  @Test
  void writesAsPythonDid() {
    String data =
        "{\"status_code\":200,\"data\":{\"list\":[1,2.5,true,null],\"text\":\"é 你 😀 \\\" \\\\ \\n\",\"empty\":{},\"none\":[]}}";

    assertThat(envelope.write("m1", MessageState.DELIVERED, data))
        .isEqualTo(
            "{\"message_id\": \"m1\", \"delivery_status\": \"delivered\", \"status_code\": 200, \"data\": "
                + "{\"list\": [1, 2.5, true, null], \"text\": \"\\u00e9 \\u4f60 \\ud83d\\ude00 \\\" \\\\ \\n\", "
                + "\"empty\": {}, \"none\": []}}");
  }

  @Test
  void letsNoProviderOverwriteWhatWeSay() {
    assertThat(envelope.write("m1", MessageState.FAILED, "{\"delivery_status\":\"delivered\"}"))
        .isEqualTo("{\"message_id\": \"m1\", \"delivery_status\": \"failed\"}");
  }
}
