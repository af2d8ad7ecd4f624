package dev.caravan.sandbox;

import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.EnquireLink;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;

/** Takes submit_sm only; whatever else SMPP knows is an invalid command here. */
interface SubmitListener extends ServerMessageReceiverListener {
  @Override
  default SubmitMultiResult onAcceptSubmitMulti(SubmitMulti multi, SMPPServerSession source)
      throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default QuerySmResult onAcceptQuerySm(QuerySm query, SMPPServerSession source)
      throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default void onAcceptReplaceSm(ReplaceSm replace, SMPPServerSession source)
      throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default void onAcceptCancelSm(CancelSm cancel, SMPPServerSession source)
      throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default BroadcastSmResult onAcceptBroadcastSm(BroadcastSm broadcast, SMPPServerSession source)
      throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default void onAcceptCancelBroadcastSm(CancelBroadcastSm cancel, SMPPServerSession source)
      throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default QueryBroadcastSmResult onAcceptQueryBroadcastSm(
      QueryBroadcastSm query, SMPPServerSession source) throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default DataSmResult onAcceptDataSm(DataSm data, Session source) throws ProcessRequestException {
    throw invalidCommand();
  }

  @Override
  default void onAcceptEnquireLink(EnquireLink enquireLink, Session source) {
    // jsmpp answers.
  }

  private static ProcessRequestException invalidCommand() {
    return new ProcessRequestException("not supported", SMPPConstant.STAT_ESME_RINVCMDID);
  }
}
