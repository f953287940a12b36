package org.docent.coordinator.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.docent.model.data.Batch;
import org.docent.model.data.EncodedImage;
import org.docent.model.generate.AnswerScheduler;
import org.docent.model.generate.AnswerTicket;
import org.docent.model.generate.Answerer;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server says to requests that have come whole. Prompts are made on a few threads of its
 * own, so that neither a connection nor the device waits for them; images that have to be fetched
 * wait for their hosts on others, where they are in nobody's way.
 */
final class ChatApi implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChatApi.class);
  private static final int PREPARING = 2;
  private static final int FETCHING = 4;

  private final Answerer answerer;
  private final AnswerScheduler scheduler;
  private final ServeSettings settings;
  private final Clock clock;
  private final ChatRequestReader reader;
  private final ImageOpener images;
  private final ExecutorService preparing = threads(PREPARING, "prepare");
  private final ExecutorService fetching = threads(FETCHING, "fetch");

  /** Decoded images take much memory: that many at a time. */
  private final Semaphore decoding = new Semaphore(PREPARING, true);

  ChatApi(Answerer answerer, AnswerScheduler scheduler, ServeSettings settings, Clock clock) {
    this.answerer = answerer;
    this.scheduler = scheduler;
    this.settings = settings;
    this.clock = clock;
    this.reader = new ChatRequestReader(settings);
    this.images = new ImageOpener(settings.addresses());
  }

  private static ExecutorService threads(int count, String name) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Refuses at a completion's head what need not be read because nobody could take it in. */
  void requirePlace() {
    if (scheduler.isDraining()) {
      throw ApiError.leaving();
    }
    if (scheduler.isFull()) {
      throw ApiError.busy("All places are taken, those that wait included; ask again later.");
    }
  }

  void health(HttpReply reply) {
    boolean draining = scheduler.isDraining();
    reply.json(
        draining ? 503 : 200,
        JsonNodeFactory.instance.objectNode().put("status", draining ? "ending" : "ok"));
  }

  void models(HttpReply reply) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", "list");
    json.putArray("data").add(model());
    reply.json(200, json);
  }

  void model(String name, HttpReply reply) {
    if (name.equals(settings.model())) {
      reply.json(200, model());
    } else {
      reply.error(ApiError.noModel(name, settings.model()));
    }
  }

  private ObjectNode model() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", settings.model())
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "docent");
  }

  /** Answers a request; its body is closed when nothing of it is needed any more. */
  void complete(RequestBody body, HttpReply reply) {
    AnswerTicket ticket = scheduler.reserve().orElse(null);
    if (ticket == null) {
      body.close();
      reply.error(
          scheduler.isDraining()
              ? ApiError.leaving()
              : ApiError.busy("All places are taken, those that wait included; ask again later."));
      return;
    }
    reply.onHangUp(ticket::close);
    preparing.execute(
        () -> {
          try (body) {
            refusing(ticket, reply, () -> prepare(reader.read(body.bytes()), ticket, reply));
          }
        });
  }

  private void prepare(ChatRequest request, AnswerTicket ticket, HttpReply reply) {
    ImageReference image = request.messages().image();
    if (image != null && ImageOpener.isRemote(image)) {
      fetching.execute(
          () -> refusing(ticket, reply, () -> ask(request, images.open(image), ticket, reply)));
    } else {
      ask(request, image == null ? null : images.open(image), ticket, reply);
    }
  }

  private void ask(
      ChatRequest request, @Nullable EncodedImage image, AnswerTicket ticket, HttpReply reply) {
    Batch prompt = prompt(request.messages(), image);
    int most = Math.min(settings.limits().positions(), answerer.maxPositions());
    if (prompt.length() >= most) {
      throw ApiError.field(
          "messages",
          "context_length_exceeded",
          "messages take %d positions, those of an image included, and there are %d for them and the answer; shorten them."
              .formatted(prompt.length(), most));
    }
    String id = "chatcmpl-" + UUID.randomUUID();
    Completion completion =
        new Completion(id, clock.instant().getEpochSecond(), settings.model(), request, reply);
    completion.begin();
    ticket.ask(prompt, request.settings().within(most - prompt.length()), completion);
  }

  private Batch prompt(ChatMessages messages, @Nullable EncodedImage image) {
    decoding.acquireUninterruptibly();
    try {
      return answerer.prompt(
          messages.system(), messages.turns(), image, settings.limits().imagePixels());
    } catch (DocentException e) {
      String param = messages.image() == null ? "messages" : messages.image().param();
      throw ApiError.field(param, String.valueOf(e.getMessage()));
    } finally {
      decoding.release();
    }
  }

  /** Whatever goes wrong before somebody asks, the client hears of it and the place is free. */
  private static void refusing(AnswerTicket ticket, HttpReply reply, Runnable work) {
    try {
      work.run();
    } catch (ApiError e) {
      ticket.close();
      reply.error(e);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      log.error("a request cannot be prepared", e);
      ticket.close();
      reply.error(
          ApiError.internal("The request cannot be prepared (" + e + "); the log says more."));
    }
  }

  @Override
  public void close() {
    preparing.shutdownNow();
    fetching.shutdownNow();
  }
}
