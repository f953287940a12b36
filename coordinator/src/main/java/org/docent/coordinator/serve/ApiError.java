package org.docent.coordinator.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A request that is refused, as OpenAI's API says so. The message is a sentence for a person. */
final class ApiError extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 80;

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final @Nullable String code;

  private ApiError(
      int status, String type, String message, @Nullable String param, @Nullable String code) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
  }

  /** A field is wrong. */
  static ApiError field(String param, String message) {
    return new ApiError(400, "invalid_request_error", message, param, null);
  }

  /** A field is wrong in a way that clients know by {@code code}. */
  static ApiError field(String param, String code, String message) {
    return new ApiError(400, "invalid_request_error", message, param, code);
  }

  /** The request as such is wrong. */
  static ApiError request(int status, String code, String message) {
    return new ApiError(status, "invalid_request_error", message, null, code);
  }

  /** No such model. */
  static ApiError noModel(String asked, String served) {
    return new ApiError(
        404,
        "invalid_request_error",
        "model is \"" + shown(asked) + "\", which is not served here; \"" + served + "\" is.",
        "model",
        "model_not_found");
  }

  /** It may be asked again later. */
  static ApiError busy(String message) {
    return new ApiError(429, "rate_limit_error", message, null, "rate_limit_exceeded");
  }

  /** Nobody is served any more. */
  static ApiError leaving() {
    return new ApiError(
        503,
        "server_error",
        "The server is ending and takes no more requests; ask another or later.",
        null,
        "service_unavailable");
  }

  /** The fault is here. */
  static ApiError internal(String message) {
    return new ApiError(500, "server_error", message, null, null);
  }

  int status() {
    return status;
  }

  /** Whether asking again may help. */
  boolean mayPass() {
    return status == 429 || status == 503;
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("error")
        .put("message", getMessage())
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return json;
  }

  /** A value as a message may repeat it. */
  static String shown(String value) {
    return value.length() <= MOST_SHOWN ? value : value.substring(0, MOST_SHOWN) + "…";
  }
}
