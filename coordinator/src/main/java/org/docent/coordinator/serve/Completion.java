package org.docent.coordinator.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.docent.model.generate.AnswerListener;
import org.docent.model.generate.FinishedAnswer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One chat completion on its way to its client, as a whole or in chunks. */
final class Completion implements AnswerListener {

  private static final Logger log = LoggerFactory.getLogger(Completion.class);

  private final String id;
  private final long created;
  private final String model;
  private final ChatRequest request;
  private final HttpReply reply;

  /**
   * A completion not yet begun.
   *
   * @param created seconds since 1970
   */
  Completion(String id, long created, String model, ChatRequest request, HttpReply reply) {
    this.id = id;
    this.created = created;
    this.model = model;
    this.request = request;
    this.reply = reply;
  }

  /** Tells a client that streams that it has been taken in. */
  void begin() {
    if (request.stream()) {
      reply.beginEvents();
      ObjectNode delta = JsonNodeFactory.instance.objectNode();
      send(chunk(delta.put("role", "assistant").put("content", ""), null));
    }
  }

  @Override
  public void onPiece(String piece) {
    if (request.stream()) {
      send(chunk(JsonNodeFactory.instance.objectNode().put("content", piece), null));
    }
  }

  @Override
  public void onAnswer(FinishedAnswer answer) {
    String reason = answer.cut() ? "length" : "stop";
    if (!request.stream()) {
      reply.json(200, whole(answer, reason));
      return;
    }
    send(chunk(JsonNodeFactory.instance.objectNode(), reason));
    if (request.includeUsage()) {
      ObjectNode last = head("chat.completion.chunk");
      last.putArray("choices");
      send(last.set("usage", usage(answer)));
    }
    reply.event("[DONE]");
    reply.endEvents();
  }

  @Override
  public void onFailure(Throwable failure) {
    log.error("no answer to request {}", id, failure);
    ApiError error =
        ApiError.internal(
            "The answer cannot be computed (%s); the server's log says more."
                .formatted(failure.getMessage()));
    if (request.stream()) {
      send(error.json());
      reply.endEvents();
    } else {
      reply.error(error);
    }
  }

  private void send(ObjectNode event) {
    reply.event(event.toString());
  }

  private ObjectNode head(String object) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }

  private ObjectNode whole(FinishedAnswer answer, String reason) {
    ObjectNode json = head("chat.completion");
    ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
    choice
        .putObject("message")
        .put("role", "assistant")
        .put("content", answer.text())
        .putNull("refusal");
    choice.putNull("logprobs").put("finish_reason", reason);
    return json.set("usage", usage(answer));
  }

  private ObjectNode chunk(ObjectNode delta, @Nullable String reason) {
    ObjectNode json = head("chat.completion.chunk");
    ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", reason);
    return request.includeUsage() ? json.putNull("usage") : json;
  }

  private static ObjectNode usage(FinishedAnswer answer) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("prompt_tokens", answer.promptTokens())
        .put("completion_tokens", answer.newTokens())
        .put("total_tokens", answer.promptTokens() + answer.newTokens());
  }
}
