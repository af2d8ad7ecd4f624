package dev.caravan.fault;

class EmbeddedProcessFaultTest extends ProcessFaultContract {
  @Override
  Parts parts() {
    return Parts.embedded();
  }
}
