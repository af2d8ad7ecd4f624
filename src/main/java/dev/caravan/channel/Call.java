package dev.caravan.channel;

import org.apache.camel.Exchange;

/** One call of a provider route: what is sent, and by whose card the answer is read. */
record Call(Provider provider, Submission submission) {
  private static final String VARIABLE = "call";

  void putOn(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
    exchange.getMessage().setBody(submission);
  }

  static Call of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Call.class);
  }
}
