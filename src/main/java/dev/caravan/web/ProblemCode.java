package dev.caravan.web;

import java.util.Locale;

/**
 * Every error the API answers, each with a stable code; docs/errors.md says what to do about it.
 */
public enum ProblemCode {
  BAD_REQUEST(400, "The request could not be understood"),
  JSON_MALFORMED(400, "The body is not valid JSON"),
  INVALID_REQUEST(400, "The request has invalid fields"),
  UNSUPPORTED_PAIR(400, "The channel does not carry this message type"),
  CHANNEL_OFF(400, "The channel is off"),
  CREDENTIALS_MISSING(401, "Credentials are missing"),
  CREDENTIALS_WRONG(401, "Credentials are wrong"),
  NOT_FOUND(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed"),
  NOT_ACCEPTABLE(406, "The Accept header cannot be satisfied"),
  BODY_TIMEOUT(408, "The body came too slowly"),
  DUPLICATE_MESSAGE(409, "The messageId is taken"),
  NOT_CANCELLABLE(409, "The message can no longer be cancelled"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL(500, "An internal error has occurred"),
  NOT_IMPLEMENTED(501, "The request asks for something that is not supported"),
  UNAVAILABLE(503, "The service cannot take this now");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The code on the wire, such as {@code duplicate-message}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The general code for a status that a container or framework answered by itself. */
  static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 401 -> CREDENTIALS_WRONG;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> BODY_TIMEOUT;
      case 413 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 431 -> HEADERS_TOO_LARGE;
      case 501, 505 -> NOT_IMPLEMENTED;
      case 503 -> UNAVAILABLE;
      default -> status < 500 ? BAD_REQUEST : INTERNAL;
    };
  }
}
