/**
 * SMS over SMPP 3.4: texts in parts, receipts, and a component for Camel whose sessions stay bound.
 * Knows nothing of messages, channels or routes.
 */
package dev.caravan.smpp;
