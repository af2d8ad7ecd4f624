/**
 * The fault campaign: the service as a process of its own, under load, with faults put into it from
 * outside, and an independent ledger that says what was lost, duplicated, unexpected or recovered.
 */
package dev.caravan.fault;
