package dev.caravan.channel;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What was said to a provider and what it answered, redacted, as an attempt shows it.
 *
 * @param to the address, without its query
 * @param status null without an answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Exchanged(String to, String sent, String status, String answer) {}
