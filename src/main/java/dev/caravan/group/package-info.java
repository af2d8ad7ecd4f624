/**
 * Concurrent work that costs one durable write each, done together. Knows nothing of messages: see
 * {@link dev.caravan.group.Grouped}.
 */
package dev.caravan.group;
