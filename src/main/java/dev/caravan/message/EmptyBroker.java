package dev.caravan.message;

/** Marks a broker that forgets everything at its end, so that it is filled again at each start. */
public interface EmptyBroker {}
