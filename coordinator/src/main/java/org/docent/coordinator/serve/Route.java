package org.docent.coordinator.serve;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;

/** Where a request goes. */
record Route(Target target, String name) {

  private static final String MODEL = "/v1/models/";

  /** What there is. */
  enum Target {
    HEALTH,
    MODELS,
    MODEL,
    COMPLETIONS
  }

  /**
   * By a request's head.
   *
   * @throws ApiError when there is nothing of that path, method or kind
   */
  static Route of(HttpRequest head) {
    String path = path(head.uri());
    Route route =
        switch (path) {
          case "/health" -> new Route(Target.HEALTH, "");
          case "/v1/models" -> new Route(Target.MODELS, "");
          case "/v1/chat/completions" -> new Route(Target.COMPLETIONS, "");
          default -> {
            if (!path.startsWith(MODEL)) {
              throw ApiError.request(
                  404,
                  "unknown_url",
                  "There is no %s here; there are /v1/chat/completions, /v1/models and /health."
                      .formatted(ApiError.shown(path)));
            }
            yield new Route(Target.MODEL, path.substring(MODEL.length()));
          }
        };
    String method = route.isCompletion() ? "POST" : "GET";
    if (!head.method().name().equals(method)) {
      throw ApiError.request(
          405,
          "method_not_allowed",
          "%s of %s is not possible; %s is."
              .formatted(ApiError.shown(head.method().name()), ApiError.shown(path), method));
    }
    if (route.isCompletion()) {
      requireJson(head);
    }
    return route;
  }

  private static String path(String uri) {
    try {
      return new QueryStringDecoder(uri).path();
    } catch (IllegalArgumentException e) {
      throw ApiError.request(400, "invalid_http", "The path holds % without two hex digits.");
    }
  }

  /** Which also keeps a browser's page from asking in its visitor's name. */
  private static void requireJson(HttpRequest head) {
    CharSequence type = HttpUtil.getMimeType(head);
    if (type == null || !HttpHeaderValues.APPLICATION_JSON.contentEqualsIgnoreCase(type)) {
      throw ApiError.request(
          415,
          "unsupported_media_type",
          "Content-Type is %s, must be application/json."
              .formatted(type == null ? "missing" : ApiError.shown(type.toString())));
    }
    String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw ApiError.request(
          415,
          "unsupported_media_type",
          "Content-Encoding is " + ApiError.shown(encoding) + ", must be identity: send it plain.");
    }
  }

  boolean isCompletion() {
    return target == Target.COMPLETIONS;
  }

  /** Has a request answered that has come whole. */
  void answer(ChatApi api, RequestBody body, HttpReply reply) {
    switch (target) {
      case HEALTH -> api.health(reply);
      case MODELS -> api.models(reply);
      case MODEL -> api.model(name, reply);
      case COMPLETIONS -> api.complete(body, reply);
    }
  }
}
