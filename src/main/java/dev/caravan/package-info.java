/**
 * Caravan carries one REST call to its recipients in six steps that know only the next hand-over:
 *
 * <ol>
 *   <li>{@code api} authenticates, limits and parses the request;
 *   <li>{@code accept} applies the rules, routes to a channel and a lane, stores in one commit;
 *   <li>{@code dispatch} publishes what is due to the queues, in confirmed batches;
 *   <li>{@code channel} claims a message, calls its provider, records each recipient's outcome;
 *   <li>{@code report} takes delivery reports (arrives with the providers that send them);
 *   <li>{@code callback} tells the client.
 * </ol>
 *
 * <p>{@code message} holds the nouns, the state machine and the stores, which every step may use.
 * {@code web} is the HTTP edge, {@code release} loads YAML routes, {@code embedded} and {@code
 * sandbox} are what a first run needs instead of real parts.
 */
package dev.caravan;
