package dev.caravan.fault;

class RealProcessFaultIT extends ProcessFaultContract {
  @Override
  Parts parts() {
    return Parts.real();
  }
}
