package dev.caravan.message;

/** Tells the dispatcher, at once and without waiting, that rows have become due. */
public interface DispatchSignal {
  void messagesAreDue();

  void callbacksAreDue();
}
